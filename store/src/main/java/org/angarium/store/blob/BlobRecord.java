package org.angarium.store.blob;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.angarium.store.DamagedContentsException;
import org.angarium.store.StoreException;

/**
 * The stored record of a blob: its contents, or where in a segment they are. Numbers are unsigned
 * and big-endian.
 *
 * <pre>
 * version:1 = 1  kind:1 = 0  codec:1  size:4  stored bytes to the end           contents inline
 * version:1 = 1  kind:1 = 1  size:8  segment:4  offset:8  length:8               a segment's frame
 * </pre>
 */
sealed interface BlobRecord {
  byte VERSION = 1;
  byte INLINE = 0;
  byte SEGMENT = 1;
  int INLINE_HEADER = 1 + 1 + 1 + 4;
  int SEGMENT_LENGTH = 1 + 1 + 8 + 4 + 8 + 8;

  /** Uncompressed size in bytes. */
  long size();

  /**
   * Contents in the record itself.
   *
   * @param bytes the whole record; the stored bytes are its end
   */
  record Inline(Codec codec, int contentSize, byte[] bytes) implements BlobRecord {
    @Override
    public long size() {
      return contentSize;
    }

    byte[] contents() throws StoreException {
      return codec.expand(bytes, INLINE_HEADER, bytes.length - INLINE_HEADER, contentSize);
    }
  }

  /** Contents in a frame of a segment file. */
  record InSegment(long size, int segment, long offset, long length) implements BlobRecord {
    byte[] encode() {
      return ByteBuffer.allocate(SEGMENT_LENGTH)
          .put(VERSION)
          .put(SEGMENT)
          .putLong(size)
          .putInt(segment)
          .putLong(offset)
          .putLong(length)
          .array();
    }
  }

  /** Writes what stands before the stored bytes of an inline record. */
  static void header(byte[] record, Codec codec, int size) {
    ByteBuffer.wrap(record).put(VERSION).put(INLINE).put(codec.number()).putInt(size);
  }

  static BlobRecord decode(byte[] record) throws StoreException {
    try {
      ByteBuffer in = ByteBuffer.wrap(record);
      byte version = in.get();
      if (version != VERSION) {
        throw new DamagedContentsException("a blob record has the unknown version " + version);
      }
      byte kind = in.get();
      return switch (kind) {
        case INLINE -> new Inline(Codec.of(in.get()), in.getInt(), record);
        case SEGMENT -> new InSegment(in.getLong(), in.getInt(), in.getLong(), in.getLong());
        default -> throw new DamagedContentsException("a blob record has the unknown kind " + kind);
      };
    } catch (BufferUnderflowException cut) {
      throw new DamagedContentsException(
          "a blob record is cut short at " + record.length + " bytes", cut);
    }
  }
}
