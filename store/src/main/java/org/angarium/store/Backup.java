package org.angarium.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.angarium.store.blob.BlobStore;

/**
 * Copies of a whole store. A backup is a folder like the store's own, with a list of its files
 * added as the last thing; without that list it is not complete and cannot be restored:
 *
 * <pre>
 * angarium backup 1
 * SHA-256 in hexadecimal, space, octets, space, path with slashes
 * end
 * </pre>
 */
final class Backup {
  static final String MANIFEST = "MANIFEST";
  private static final String FIRST_LINE = "angarium backup 1";
  private static final String LAST_LINE = "end";

  private Backup() {}

  private record Entry(String hash, long size, String path) {}

  static void write(BlobStore blobs, Path folder) throws StoreException {
    try {
      makeEmpty(folder);
      blobs.backup(folder.resolve(MailStore.ENGINE), folder.resolve(MailStore.BLOBS));
      List<String> lines = new ArrayList<>();
      lines.add(FIRST_LINE);
      for (Path file : files(folder)) {
        Entry entry = entry(folder, file);
        lines.add(entry.hash + " " + entry.size + " " + entry.path);
      }
      lines.add(LAST_LINE);
      Path manifest = folder.resolve(MANIFEST);
      Files.write(manifest, lines);
      sync(manifest);
      sync(folder);
    } catch (IOException e) {
      throw failed("backup to " + folder, e);
    }
  }

  static void restore(Path backup, Path folder) throws StoreException {
    try {
      List<Entry> entries = manifest(backup);
      makeEmpty(folder);
      for (Entry entry : entries) {
        Path target = folder.resolve(entry.path).normalize();
        if (!target.startsWith(folder.normalize())) {
          throw new StoreException("the list of files leads out of the folder: " + entry.path);
        }
        Files.createDirectories(target.getParent());
        Files.copy(backup.resolve(entry.path), target);
        sync(target);
        if (!entry(folder, target).equals(entry)) {
          throw new StoreException("file " + entry.path + " of the backup is damaged");
        }
      }
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path made : all.filter(Files::isDirectory).toList()) {
          sync(made);
        }
      }
    } catch (IOException e) {
      throw failed("restore from " + backup, e);
    }
  }

  private static List<Entry> manifest(Path backup) throws IOException {
    Path manifest = backup.resolve(MANIFEST);
    if (!Files.isRegularFile(manifest)) {
      throw new StoreException(backup + " is no complete backup: it has no " + MANIFEST);
    }
    List<String> lines = Files.readAllLines(manifest);
    if (lines.size() < 2
        || !lines.getFirst().equals(FIRST_LINE)
        || !lines.getLast().equals(LAST_LINE)) {
      throw new StoreException(manifest + " is not a list of files of a backup, or cut short");
    }
    List<Entry> entries = new ArrayList<>();
    for (String line : lines.subList(1, lines.size() - 1)) {
      int first = line.indexOf(' ');
      int second = line.indexOf(' ', first + 1);
      if (first != 64 || second < 0) {
        throw new StoreException(manifest + " is damaged");
      }
      try {
        entries.add(
            new Entry(
                line.substring(0, first),
                Long.parseLong(line.substring(first + 1, second)),
                line.substring(second + 1)));
      } catch (NumberFormatException e) {
        throw new StoreException(manifest + " is damaged", e);
      }
    }
    return entries;
  }

  private static void makeEmpty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.findAny().isPresent()) {
          throw new StoreException(folder + " is not empty");
        }
      }
    }
    Files.createDirectories(folder);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static Entry entry(Path folder, Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    long size = 0;
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(ByteBuffer.wrap(buffer, 0, read));
        size += read;
      }
    }
    String path = folder.relativize(file).toString().replace('\\', '/');
    return new Entry(HexFormat.of().formatHex(digest.digest()), size, path);
  }

  /** Works for folders where the system allows it; where it does not, there is no such thing. */
  private static void sync(Path path) throws IOException {
    boolean folder = Files.isDirectory(path);
    if (folder && System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(path, folder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static StoreException failed(String what, IOException e) {
    return e instanceof StoreException already
        ? already
        : new StoreException(what + " failed: " + e.getMessage(), e);
  }
}
