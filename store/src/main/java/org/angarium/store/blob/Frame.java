package org.angarium.store.blob;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.angarium.store.DamagedContentsException;
import org.angarium.store.StoreException;

/**
 * Where one blob lies in a segment file, and how. All numbers are big-endian.
 *
 * <pre>
 * header    magic:4 = "ANGb"  version:1 = 1  codec:1  zero:2  blockSize:4  crc:4   over the 12 bytes before
 * block     length:4  crc:4  stored bytes           contents of blockSize bytes, the last one fewer;
 *                                                   the top bit of length: stored as it is
 * ...
 * end       zero:4
 * index     length:4 per block, as in the block
 * trailer   blocks:4  size:8  hash:32  crc:4        over end, index and trailer before
 * </pre>
 *
 * All checksums are CRC-32C, of stored bytes. Read forwards, a frame can be recovered without any
 * record that names it; read by its record, the index at its end gives random access by block.
 *
 * @param segment number of the segment file
 * @param offset where the header starts
 * @param length of all of it, header and trailer included
 * @param size of the contents
 */
record Frame(int segment, long offset, long length, long size) {
  static final int MAGIC = 'A' << 24 | 'N' << 16 | 'G' << 8 | 'b';
  static final byte VERSION = 1;
  static final int HEADER = 4 + 1 + 1 + 2 + 4 + 4;
  static final int BLOCK = 64 << 10;
  static final int BLOCK_HEADER = 4 + 4;
  static final int STORED = 1 << 31;

  /** Length of the SHA-256 of the contents. */
  static final int HASH = 32;

  static final int TRAILER = 4 + 8 + HASH + 4;

  static Frame of(BlobRecord.InSegment record) {
    return new Frame(record.segment(), record.offset(), record.length(), record.size());
  }

  BlobRecord.InSegment record() {
    return new BlobRecord.InSegment(size, segment, offset, length);
  }

  long end() {
    return offset + length;
  }

  /** How many blocks contents of this size have. */
  int blocks() {
    return Math.toIntExact((size + BLOCK - 1) / BLOCK);
  }

  /** Contents in a block. */
  int blockSize(int block) {
    return (int) Math.min(BLOCK, size - (long) block * BLOCK);
  }

  /** Length of end mark, index and trailer. */
  int tail() {
    return 4 + 4 * blocks() + TRAILER;
  }

  /** The least and most that contents of this size can take; else the record is damaged. */
  void check() throws StoreException {
    long most = HEADER + (long) blocks() * BLOCK_HEADER + size + tail();
    if (offset < 0 || size < 0 || length > most || length < HEADER + tail()) {
      throw new DamagedContentsException("a blob record names an impossible frame: " + this);
    }
  }

  static ByteBuffer header() {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putInt(MAGIC).put(VERSION).put(Codec.ZSTD.number()).putShort((short) 0).putInt(BLOCK);
    return header.putInt(crc(header.array(), 0, header.position())).flip();
  }

  static void checkHeader(ByteBuffer header) throws StoreException {
    if (!header.equals(header())) {
      throw new DamagedContentsException("no frame starts where a record says so");
    }
  }

  static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
