package org.angarium.store.engine.rocksdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.angarium.store.DamagedStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the folder of an engine before RocksDB does, which in a folder without {@code CURRENT}
 * would make a new engine and delete the files of the old one, and which drops what follows a
 * damaged record of the log. Only reads.
 */
final class EngineFolder {
  static final String CURRENT = "CURRENT";
  static final String MANIFEST = "MANIFEST-";
  private static final String IDENTITY = "IDENTITY";

  /** The name of an engine. */
  private static final String NAME = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  /** Names of two engines differ in nearly all digits; damage changes a few. */
  private static final int MOST_DAMAGE = 9;

  /** There while a new engine is made, so that a kill meanwhile is not taken for damage. */
  static final String MAKING = "MAKING";

  private static final String RESTORE =
      "Nothing was changed. \"angarium repair\" says what can be done; else restore a backup into"
          + " another folder with \"angarium restore\".";

  /** Files that opening needs beyond those that closing gives back. */
  private static final int SPARE_FILES = 32;

  private EngineFolder() {}

  /**
   * Whether the system gives enough descriptors to open the engine anew. What is open can be read
   * without any; it is not to be closed where nothing could take its place.
   */
  static boolean opensFiles(Path folder) {
    List<FileChannel> opened = new ArrayList<>();
    try {
      while (opened.size() < SPARE_FILES) {
        opened.add(FileChannel.open(folder.resolve(CURRENT), StandardOpenOption.READ));
      }
      return true;
    } catch (IOException exhausted) {
      return false;
    } finally {
      for (FileChannel channel : opened) {
        close(channel);
      }
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException readOnly) {
      // Nothing was written to it.
    }
  }

  /** Whether a new engine may be made here: there is nothing of an older one. */
  static boolean isVacant(Path folder) throws IOException {
    if (Files.notExists(folder) || Files.exists(folder.resolve(MAKING))) {
      return true;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /**
   * The manifest that is in force.
   *
   * @throws DamagedStoreException when the folder holds an engine and does not say which
   */
  static Path manifest(Path folder) throws IOException {
    Path current = folder.resolve(CURRENT);
    if (!Files.isRegularFile(current)) {
      throw new DamagedStoreException(
          "the file " + current + " is missing, without which the others have no meaning", RESTORE);
    }
    String name = named(current);
    if (name == null) {
      throw new DamagedStoreException("the file " + current + " is damaged", RESTORE);
    }
    Path manifest = folder.resolve(name);
    if (!Files.isRegularFile(manifest)) {
      throw new DamagedStoreException("the file " + manifest + " is missing", RESTORE);
    }
    return manifest;
  }

  private static @Nullable String named(Path current) throws IOException {
    if (Files.size(current) > 64) {
      return null;
    }
    String text = Files.readString(current, StandardCharsets.ISO_8859_1);
    return text.matches("MANIFEST-[0-9]{6,20}\n") ? text.strip() : null;
  }

  /**
   * What the logs hold, where that is enough.
   *
   * @throws DamagedStoreException when something is missing that was promised to be durable
   */
  static void check(Path folder) throws IOException {
    Path file = manifest(folder);
    Manifest manifest = Manifest.read(file);
    if (!manifest.sound() || manifest.records() == 0) {
      throw new DamagedStoreException("the file " + file + " is damaged", RESTORE);
    }
    checkIdentity(folder, manifest);
    String damage = damage(folder, manifest, LogState.of(folder, manifest.lastSequence()));
    if (damage != null) {
      throw new DamagedStoreException(
          damage,
          "Nothing was changed. \"angarium repair\" says what is lost and what it would keep;"
              + " \"angarium repair --apply\" keeps it.");
    }
  }

  /**
   * A manifest of another store would have the tables of this one deleted as nobody's. A file
   * IDENTITY that is missing or damaged says nothing.
   */
  private static void checkIdentity(Path folder, Manifest manifest) throws IOException {
    Path file = folder.resolve(IDENTITY);
    if (manifest.engine().matches(NAME) && Files.exists(file)) {
      // Whatever the octets are, each is one character.
      String name = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      if (name.matches(NAME) && differences(name, manifest.engine()) > MOST_DAMAGE) {
        throw new DamagedStoreException(
            "the manifest and the identity of the store in " + folder + " are not of one store",
            "Nothing was changed. Put the files of one store together again, or restore a backup."
                + " If nothing but the file IDENTITY was replaced, delete it.");
      }
    }
  }

  private static int differences(String one, String other) {
    int different = 0;
    for (int i = 0; i < one.length(); i++) {
      different += one.charAt(i) == other.charAt(i) ? 0 : 1;
    }
    return different;
  }

  /** What is wrong with the logs, or null. */
  static @Nullable String damage(Path folder, Manifest manifest, LogState logs) throws IOException {
    List<LogState.Hole> holes = logs.holes();
    OptionalLong promised = CommitMark.read(folder);
    // A manifest may count changes that are in the log alone: it is believed where no log speaks.
    boolean silent = logs.isEmpty() || logs.last() == 0 && holes.getFirst().torn();
    long reached = silent ? manifest.lastSequence() : logs.last();
    boolean tooShort = promised.isPresent() && reached < promised.getAsLong();
    if (logs.isDamaged() || tooShort && !holes.isEmpty()) {
      return "the log of the store in " + folder + " is damaged: " + holes.getFirst().text();
    }
    if (tooShort) {
      return "the log of the store in "
          + folder
          + " ends too early: "
          + (promised.getAsLong() - reached)
          + " changes that were acknowledged are missing";
    }
    return null;
  }
}
