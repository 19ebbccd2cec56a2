package org.angarium.store.engine.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads a file of records as RocksDB writes them, log or manifest, and tells where it is not sound.
 *
 * <p>A file is a row of blocks of 32 KB. Within a block follow fragments, none of which crosses its
 * end; fewer than seven octets at the end are zero. A record is one fragment of type 1, or
 * fragments of types 2, 3 … 3, 4. Numbers are little-endian:
 *
 * <pre>
 * fragment  crc:4  length:2  type:1  contents     crc: CRC-32C of type and contents, masked
 * </pre>
 *
 * After damage the next sound record is looked for octet by octet in the same block, since a
 * checksum makes sure that it is one; so damage costs the record in which it is. Memory is bounded
 * by the largest record.
 */
final class LogScan {
  static final int BLOCK = 32 << 10;
  static final int HEADER = 7;
  static final int FULL = 1;
  static final int FIRST = 2;
  static final int MIDDLE = 3;
  static final int LAST = 4;

  private static final int MASK_DELTA = 0xa282ead8;

  /** Blocks of one file that are searched octet by octet; beyond, the rest of a block is lost. */
  private static final int MOST_SEARCHED = 64;

  private final Visitor visitor;
  private final byte[] block = new byte[BLOCK];
  private final CRC32C crc = new CRC32C();
  private byte[] record = new byte[BLOCK];
  private int length;
  private long recordStart = -1;
  private long holeStart = -1;
  private boolean torn;
  private int searched;

  /** What is told of a file, in its order. */
  interface Visitor {
    /** A sound record; the array is used again after the call. */
    void record(long start, long end, byte[] bytes, int length);

    /**
     * What cannot be read.
     *
     * @param atEnd no sound record follows in this file
     * @param torn the file ends within a record whose beginning is sound as far as can be told, as
     *     it does when the writing process is killed
     */
    void hole(long start, long end, boolean atEnd, boolean torn);
  }

  private LogScan(Visitor visitor) {
    this.visitor = visitor;
  }

  /** Reads all of {@code file}, which is not changed. */
  static void read(Path file, Visitor visitor) throws IOException {
    new LogScan(visitor).read(file);
  }

  private void read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      for (long at = 0; at < size; at += BLOCK) {
        int count = fill(channel, at, (int) Math.min(BLOCK, size - at));
        block(at, count, at + BLOCK >= size);
      }
      if (holeStart < 0 && recordStart >= 0) {
        holeStart = recordStart;
        torn = true;
      }
      if (holeStart >= 0) {
        visitor.hole(holeStart, size, true, torn);
      }
    }
  }

  private int fill(FileChannel channel, long at, int wanted) throws IOException {
    ByteBuffer target = ByteBuffer.wrap(block, 0, wanted);
    while (target.hasRemaining()) {
      if (channel.read(target, at + target.position()) < 0) {
        break;
      }
    }
    return target.position();
  }

  private void block(long at, int count, boolean last) {
    int position = 0;
    while (position < count) {
      if (count - position < HEADER) {
        if (last && count < BLOCK && !isZero(position, count)) {
          tear(at + position);
        }
        return;
      }
      int size = size(position);
      if (type(position) == 0 && size == 0 && isZero(position, count)) {
        // Room that was set aside and never written; in the middle of a file that is damage.
        if (last) {
          tear(at + position);
        } else {
          damage(at + position);
        }
        return;
      }
      if (position + HEADER + size > count) {
        if (last && holeStart < 0 && isType(type(position))) {
          tear(at + position);
          // Unless the length is what is damaged: then more records may follow.
          position = search(position + 1, count);
          if (position < 0) {
            return;
          }
          torn = false;
          continue;
        }
        damage(at + position);
        position = search(position + 1, count);
      } else if (!isSound(position, size)) {
        damage(at + position);
        position = search(position + 1, count);
      } else {
        fragment(at, position, size);
        position += HEADER + size;
      }
      if (position < 0) {
        return;
      }
    }
  }

  private void fragment(long at, int position, int size) {
    int type = type(position);
    switch (type) {
      case FULL, FIRST -> {
        if (recordStart >= 0) {
          damage(recordStart);
        }
        recordStart = at + position;
        length = 0;
      }
      case MIDDLE, LAST -> {
        if (recordStart < 0) {
          damage(at + position);
          return;
        }
      }
      default -> {
        return; // Says something of the file itself, such as its compression: none of the data.
      }
    }
    if (record.length - length < size) {
      record = Arrays.copyOf(record, Math.max(2 * record.length, length + size));
    }
    System.arraycopy(block, position + HEADER, record, length, size);
    length += size;
    if (type == FULL || type == LAST) {
      if (holeStart >= 0) {
        visitor.hole(holeStart, recordStart, false, false);
        holeStart = -1;
        torn = false;
      }
      visitor.record(recordStart, at + position + HEADER + size, record, length);
      recordStart = -1;
    }
  }

  /** From here on nothing is sound, until a record is. */
  private void damage(long from) {
    if (holeStart < 0) {
      holeStart = recordStart >= 0 ? Math.min(recordStart, from) : from;
    }
    torn = false;
    recordStart = -1;
  }

  private void tear(long from) {
    boolean first = holeStart < 0;
    damage(from);
    torn = first;
  }

  /** Where the next sound fragment of the block is, or -1. */
  private int search(int from, int count) {
    if (searched++ >= MOST_SEARCHED) {
      return -1;
    }
    for (int position = from; position + HEADER <= count; position++) {
      int size = size(position);
      if (isType(type(position))
          && position + HEADER + size <= count
          && size > 0
          && isSound(position, size)) {
        return position;
      }
    }
    return -1;
  }

  private static boolean isType(int type) {
    return type >= FULL && type <= LAST;
  }

  private int size(int position) {
    return block[position + 4] & 0xFF | (block[position + 5] & 0xFF) << 8;
  }

  private int type(int position) {
    return block[position + 6] & 0xFF;
  }

  private boolean isSound(int position, int size) {
    int stored = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt(position);
    crc.reset();
    crc.update(block, position + 6, 1 + size);
    return masked((int) crc.getValue()) == stored;
  }

  /** As it is stored: a checksum of data that holds checksums would be weak. */
  static int masked(int crc) {
    return ((crc >>> 15) | (crc << 17)) + MASK_DELTA;
  }

  /** The reverse of {@link #masked}. */
  static int unmasked(int stored) {
    int turned = stored - MASK_DELTA;
    return (turned >>> 17) | (turned << 15);
  }

  private boolean isZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (block[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
