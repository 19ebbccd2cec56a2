package org.angarium.store.engine.rocksdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Folders without folders in them whose files are on disk when a method returns. */
final class DurableFolder {
  private DurableFolder() {}

  /**
   * Copies the files of {@code from} to {@code to}, which is made. Nothing is shared after that.
   */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
      for (Path file : files) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    sync(to);
  }

  /** Deletes a folder and its files, if it is there. */
  static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    clear(folder);
    Files.delete(folder);
  }

  /** Makes the folder, or deletes the files in it. */
  static void clear(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  /** Syncs a folder that was just written: its files, then the names. */
  static void sync(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (Files.isRegularFile(file)) {
          syncOne(file);
        }
      }
    }
    syncOne(folder);
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      syncOne(parent);
    }
  }

  private static void syncOne(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
