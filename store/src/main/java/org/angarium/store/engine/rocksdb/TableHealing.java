package org.angarium.store.engine.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/**
 * Finds the one octet that keeps a table from being opened. Without its index, its properties and
 * its footer none of a table can be read, though they are a small part of it and the rest is sound;
 * all of them have checksums, so trying each octet with each value tells which is right: first
 * those that differ in one bit. Gives up after a minute.
 */
final class TableHealing {
  private static final Pattern BLOCK = Pattern.compile("offset ([0-9]+) size ([0-9]+)");

  /** Checksum and kind behind a block. */
  private static final int TRAILER = 5;

  /** Longer than any footer. */
  private static final int END = 64;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private TableHealing() {}

  /** Why a table cannot be opened, or null where it can. */
  static @Nullable String fault(Path table) {
    try (Options options = new Options();
        SstFileReader reader = new SstFileReader(options)) {
      reader.open(table.toString());
      return null;
    } catch (RocksDBException damaged) {
      return String.valueOf(damaged.getMessage());
    }
  }

  /** Mends the file, which must be a copy; false where that did not succeed. */
  static boolean heal(Path table, String fault) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (FileChannel channel =
        FileChannel.open(table, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = channel.size();
      Matcher block = BLOCK.matcher(fault);
      if (block.find()) {
        long from = Long.parseLong(block.group(1));
        long length = Long.parseLong(block.group(2)) + TRAILER;
        if (from + length <= size && tried(channel, table, from, (int) length, end)) {
          return true;
        }
      }
      int tail = (int) Math.min(size, END);
      return tried(channel, table, size - tail, tail, end);
    }
  }

  private static boolean tried(FileChannel channel, Path table, long from, int length, long end)
      throws IOException {
    for (boolean oneBit : new boolean[] {true, false}) {
      for (int i = 0; i < length; i++) {
        int stored = read(channel, from + i);
        for (int value = 0; value < 256; value++) {
          if (value != stored && oneBit == (Integer.bitCount(value ^ stored) == 1)) {
            write(channel, from + i, value);
            if (fault(table) == null) {
              return true;
            }
          }
        }
        write(channel, from + i, stored);
        if (System.nanoTime() - end > 0) {
          return false;
        }
      }
    }
    return false;
  }

  private static int read(FileChannel channel, long at) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    channel.read(one, at);
    return one.get(0) & 0xFF;
  }

  private static void write(FileChannel channel, long at, int value) throws IOException {
    channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), at);
  }
}
