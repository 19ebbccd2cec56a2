package org.angarium.server.main;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.angarium.store.MailStore;

/**
 * A data folder out of a backup. Everything is built in {@code restoring/} of the data folder; then
 * the node's files are moved into place, and the store last. A crash in between leaves a folder
 * without a store, in which no server starts and another restore begins from the beginning.
 */
public final class Restore {
  private Restore() {}

  /**
   * Restores into a data folder that has no store.
   *
   * @return whether an interrupted restore was begun again
   * @throws org.angarium.store.StoreException when the backup is damaged or incomplete; nothing has
   *     been put into place then
   */
  public static boolean run(Path backup, DataFolder data) throws IOException {
    if (data.path().startsWith(backup.toAbsolutePath().normalize())) {
      throw new StartException(
          "The data folder " + data.path() + " is within the backup.",
          "Name a folder outside of it with --data.");
    }
    boolean made = Files.notExists(data.path());
    data.create();
    Path building = data.restoring();
    boolean again = Files.exists(building);
    delete(building);
    Path store = building.resolve("store");
    Path node = building.resolve("node");
    try {
      MailStore.restore(backup, store, node);
    } catch (IOException | RuntimeException failed) {
      delete(made ? data.path() : building);
      throw failed;
    }
    for (Path file : files(node)) {
      Path target = data.path().resolve(node.relativize(file).toString());
      Path parent = Objects.requireNonNull(target.getParent());
      Files.createDirectories(parent);
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(parent);
    }
    Files.move(store, data.store(), StandardCopyOption.ATOMIC_MOVE);
    sync(data.path());
    delete(building);
    return again;
  }

  /**
   * Clears away what a finished restore left.
   *
   * @throws StartException when it is not finished
   */
  static void checkFinished(DataFolder data) throws IOException {
    if (Files.notExists(data.restoring())) {
      return;
    }
    if (Files.notExists(data.store())) {
      throw new StartException(
          "A restore into " + data.path() + " was interrupted.",
          "Run \"angarium restore\" again with the same --data; or delete "
              + data.restoring()
              + " to start with an empty store.");
    }
    delete(data.restoring());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.delete(one);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
