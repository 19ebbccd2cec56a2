package org.angarium.store.engine.rocksdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Syncs a folder that was just written: its files, then the names. */
final class DurableFolder {
  private DurableFolder() {}

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
