package org.angarium.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.angarium.store.blob.SegmentStore;
import org.angarium.store.engine.EngineFiles;
import org.angarium.store.mailbox.FreshNumbers;

/**
 * Copies of a whole store and of the few files that make a node out of it. A backup is a folder
 * like the store's own, with the node's files in {@code node/}, and with a list of its files added
 * as the last thing; without that list it is not complete and cannot be restored:
 *
 * <pre>
 * angarium backup 2
 * SHA-256 in hexadecimal, space, octets, space, path with slashes
 * end
 * </pre>
 *
 * Backups of the first kind, which have no {@code node/}, are restored as ever. A backup shares no
 * file with the store, and only its owner can read it, whatever the umask: it holds mail, password
 * hashes and keys.
 */
final class Backup {
  static final String MANIFEST = "MANIFEST";

  /** In a store that was restored and has not been opened since; see {@link FreshNumbers}. */
  static final String RESTORED = "RESTORED";

  private static final String NODE = "node";
  private static final String FIRST_LINE = "angarium backup 2";
  private static final String FIRST_LINE_BEFORE = "angarium backup 1";
  private static final String LAST_LINE = "end";
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");

  private Backup() {}

  private record Entry(String hash, long size, String path) {}

  /**
   * Writes a backup to {@code folder}, which must be missing or empty.
   *
   * @param node further files by their paths in the node's folder; those that are missing are left
   *     out
   */
  static void write(EngineFiles engine, SegmentStore blobs, Map<String, Path> node, Path folder)
      throws StoreException {
    try {
      makeEmpty(folder);
      blobs.backup(
          () -> engine.backup(folder.resolve(MailStore.ENGINE)), folder.resolve(MailStore.BLOBS));
      for (Map.Entry<String, Path> file : node.entrySet()) {
        if (Files.exists(file.getValue())) {
          Path target = folder.resolve(NODE).resolve(file.getKey());
          Files.createDirectories(target.getParent());
          Files.copy(file.getValue(), target);
          sync(target);
        }
      }
      List<String> lines = new ArrayList<>();
      lines.add(FIRST_LINE);
      for (Path file : files(folder)) {
        Entry entry = entry(folder, file);
        lines.add(entry.hash + " " + entry.size + " " + entry.path);
      }
      lines.add(LAST_LINE);
      Path manifest = folder.resolve(MANIFEST);
      Files.write(manifest, lines);
      makePrivate(folder);
      sync(manifest);
      syncFolders(folder);
    } catch (IOException e) {
      throw failed("backup to " + folder, e);
    }
  }

  /**
   * Makes a store out of a backup.
   *
   * @param folder takes the store; missing or empty
   * @param nodeFolder takes the node's files; missing or empty
   */
  static void restore(Path backup, Path folder, Path nodeFolder) throws StoreException {
    try {
      List<Entry> entries = manifest(backup);
      makeEmpty(folder);
      makeEmpty(nodeFolder);
      for (Entry entry : entries) {
        boolean ofNode = entry.path.startsWith(NODE + "/");
        Path base = ofNode ? nodeFolder : folder;
        Path target =
            base.resolve(ofNode ? entry.path.substring(NODE.length() + 1) : entry.path).normalize();
        if (!target.startsWith(base.normalize())) {
          throw new StoreException("the list of files leads out of the folder: " + entry.path);
        }
        Files.createDirectories(target.getParent());
        copy(backup, entry, target);
        sync(target);
        Entry copied = entry(base, target);
        if (!copied.hash.equals(entry.hash) || copied.size != entry.size) {
          throw new StoreException(
              "file " + entry.path + " of the backup is damaged, or its line in " + MANIFEST);
        }
      }
      Files.writeString(folder.resolve(RESTORED), "");
      for (Path made : List.of(folder, nodeFolder)) {
        makePrivate(made);
        syncFolders(made);
      }
    } catch (IOException e) {
      throw failed("restore from " + backup, e);
    }
  }

  private static void copy(Path backup, Entry entry, Path target) throws IOException {
    try {
      Files.copy(backup.resolve(entry.path), target);
    } catch (NoSuchFileException missing) {
      throw new StoreException(
          "file "
              + entry.path
              + " of the backup is missing, or its line in "
              + MANIFEST
              + " is damaged",
          missing);
    } catch (FileAlreadyExistsException twice) {
      throw new StoreException(
          MANIFEST + " of the backup is damaged: it names " + entry.path + " twice", twice);
    }
  }

  private static void syncFolders(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path made : all.filter(Files::isDirectory).toList()) {
        sync(made);
      }
    }
  }

  private static List<Entry> manifest(Path backup) throws IOException {
    Path manifest = backup.resolve(MANIFEST);
    if (!Files.isRegularFile(manifest)) {
      throw new StoreException(backup + " is no complete backup: it has no " + MANIFEST);
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(manifest);
    } catch (CharacterCodingException noText) {
      throw new StoreException(manifest + " is damaged", noText);
    }
    if (lines.size() < 2
        || !lines.getFirst().equals(FIRST_LINE) && !lines.getFirst().equals(FIRST_LINE_BEFORE)
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
                Path.of(line.substring(second + 1)).toString()));
      } catch (NumberFormatException | InvalidPathException e) {
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
    setMode(folder, OWNER_FOLDER);
  }

  /** The folder itself was private from the beginning, so nobody has looked in meanwhile. */
  private static void makePrivate(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path made : all.toList()) {
        setMode(made, Files.isDirectory(made) ? OWNER_FOLDER : OWNER_FILE);
      }
    }
  }

  private static void setMode(Path path, Set<PosixFilePermission> mode) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view != null) { // file systems without owners keep nobody out
      view.setPermissions(mode);
    }
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

  /** Syncs the files of a folder, then the folder. */
  static void syncAll(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path path : all.toList()) {
        sync(path);
      }
    }
    sync(folder);
  }

  private static StoreException failed(String what, IOException e) {
    return e instanceof StoreException already
        ? already
        : new StoreException(what + " failed: " + e.getMessage(), e);
  }
}
