package org.angarium.store.blob;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Copies that are on disk when they are done. */
final class DurableCopy {
  private DurableCopy() {}

  /** Copies the first {@code bytes} of a file, or all of it where it is shorter. */
  static void copy(Path from, Path to, long bytes) throws IOException {
    try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel target =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long left = Math.min(bytes, source.size());
      long position = 0;
      while (left > 0) {
        long count = source.transferTo(position, left, target);
        if (count <= 0) {
          throw new EOFException(from + " ended at " + position);
        }
        position += count;
        left -= count;
      }
      target.force(true);
    }
  }

  /** Syncs a file or a folder. */
  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
