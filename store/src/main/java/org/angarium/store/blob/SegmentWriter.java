package org.angarium.store.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Appends one frame to one segment, block by block. One thread. What is written counts for nothing
 * until {@link #finish}; {@link #abandon} cuts it off again.
 */
final class SegmentWriter {
  /** There are no more open segments than writers side by side, and rarely so many. */
  private static final int MOST_ATTEMPTS = 100;

  private final SegmentFiles files;
  private final Segment segment;
  private final DiskFiles.DiskFile file;
  private final long start;
  private final byte[] packed = new byte[Frame.BLOCK_HEADER + Zstandard.bound(Frame.BLOCK)];
  private int[] index = new int[16];
  private int blocks;
  private long position;
  private long size;
  private boolean broken;
  private boolean ended;

  private SegmentWriter(SegmentFiles files, Segment segment, DiskFiles.DiskFile file) {
    this.files = files;
    this.segment = segment;
    this.file = file;
    this.start = segment.tail;
    this.position = start;
  }

  static SegmentWriter start(SegmentFiles files) throws StoreException {
    SegmentWriter writer = open(files);
    try {
      writer.append(Frame.header());
      return writer;
    } catch (StoreException failed) {
      writer.abandon();
      throw failed;
    }
  }

  /** A file that somebody has removed is never appended to again; another one is taken. */
  private static SegmentWriter open(SegmentFiles files) throws StoreException {
    for (int attempt = 1; ; attempt++) {
      Segment segment = files.acquire();
      try {
        return new SegmentWriter(files, segment, files.openToWrite(segment));
      } catch (IOException failed) {
        boolean gone = failed instanceof NoSuchFileException;
        files.abandoned(segment, !gone);
        if (!gone || attempt == MOST_ATTEMPTS) {
          throw new StoreException("a segment cannot be opened", failed);
        }
      }
    }
  }

  /** Appends a block of contents: {@link Frame#BLOCK} bytes, fewer only at the end. */
  void block(byte[] contents, int length) throws StoreException {
    int stored = Zstandard.SHARED.compress(contents, length, packed, Frame.BLOCK_HEADER);
    if (stored < 0) {
      System.arraycopy(contents, 0, packed, Frame.BLOCK_HEADER, length);
      packed(length, length | Frame.STORED, length);
    } else {
      packed(stored, stored, length);
    }
  }

  /** Appends a block as it is stored elsewhere. */
  void copied(byte[] stored, int length, int word, int contentSize) throws StoreException {
    System.arraycopy(stored, 0, packed, Frame.BLOCK_HEADER, length);
    packed(length, word, contentSize);
  }

  private void packed(int length, int word, int contentSize) throws StoreException {
    ByteBuffer.wrap(packed).putInt(word).putInt(Frame.crc(packed, Frame.BLOCK_HEADER, length));
    append(ByteBuffer.wrap(packed, 0, Frame.BLOCK_HEADER + length));
    if (blocks == index.length) {
      index = Arrays.copyOf(index, 2 * blocks);
    }
    index[blocks++] = word;
    size += contentSize;
  }

  /**
   * Ends the frame; when this returns it is on disk.
   *
   * @param hash SHA-256 of the contents
   */
  Frame finish(byte[] hash) throws StoreException {
    ByteBuffer tail = ByteBuffer.allocate(4 + 4 * blocks + Frame.TRAILER);
    tail.putInt(0);
    for (int i = 0; i < blocks; i++) {
      tail.putInt(index[i]);
    }
    tail.putInt(blocks).putLong(size).put(hash);
    tail.putInt(Frame.crc(tail.array(), 0, tail.position())).flip();
    append(tail);
    try {
      file.sync();
      file.close();
    } catch (IOException failed) {
      broken = true;
      throw new StoreException("a segment cannot be synced", failed);
    }
    ended = true;
    Frame frame = new Frame(segment.number, start, position - start, size);
    files.appended(segment, frame);
    return frame;
  }

  private void append(ByteBuffer bytes) throws StoreException {
    int length = bytes.remaining();
    try {
      file.write(bytes, position);
    } catch (IOException failed) {
      broken = true;
      throw new StoreException("a segment cannot be written", failed);
    }
    position += length;
  }

  /** Takes back what was appended; false where there is nothing to do after {@link #finish}. */
  boolean abandon() {
    if (ended) {
      return false;
    }
    ended = true;
    @Nullable IOException trouble = null;
    try (file) {
      file.truncate(start);
    } catch (IOException failed) {
      trouble = failed;
    }
    // After a failed write or sync nobody knows what the file holds: it gets no more frames.
    files.abandoned(segment, !broken && trouble == null);
    return true;
  }
}
