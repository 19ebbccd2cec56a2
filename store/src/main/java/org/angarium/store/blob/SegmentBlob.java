package org.angarium.store.blob;

import java.nio.ByteBuffer;
import org.angarium.store.DamagedContentsException;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Contents in a segment's frame. The index is read at the first read; the block that was expanded
 * last is kept, so that reading on costs one expansion per block.
 */
final class SegmentBlob implements Blob {
  private final BlobId id;
  private final SegmentFiles files;
  private final Locator locator;
  private volatile Frame frame;
  private volatile @Nullable Index index;
  private volatile @Nullable Expanded expanded;

  /** Finds where contents are now, after a compaction moved them; null when they are gone. */
  @FunctionalInterface
  interface Locator {
    @Nullable Frame locate(BlobId id) throws StoreException;
  }

  /** Per block its stored length with flag, and its position in the file; the contents' SHA-256. */
  private record Index(Frame frame, int[] words, long[] positions, byte[] hash) {}

  private record Expanded(int block, byte[] contents) {}

  /** A block as it is stored. */
  record StoredBlock(int word, byte[] bytes) {
    int length() {
      return word & ~Frame.STORED;
    }
  }

  SegmentBlob(BlobId id, Frame frame, SegmentFiles files, Locator locator) {
    this.id = id;
    this.frame = frame;
    this.files = files;
    this.locator = locator;
  }

  @Override
  public long size() {
    return frame.size();
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) throws StoreException {
    if (position < 0) {
      throw new IndexOutOfBoundsException("position " + position);
    }
    if (position >= size()) {
      return -1;
    }
    int block = (int) (position / Frame.BLOCK);
    byte[] contents = contents(block);
    return InlineBlob.copy(
        contents, contents.length, position - (long) block * Frame.BLOCK, target, offset, length);
  }

  @Override
  public void check(long start, long end) throws StoreException {
    long last = Math.min(end, size()) - 1;
    if (start > last) {
      return;
    }
    int first = (int) (start / Frame.BLOCK);
    if (first == (int) (last / Frame.BLOCK)) {
      contents(first); // which is kept for the read that follows
      return;
    }
    for (int block = first; block <= last / Frame.BLOCK; block++) {
      stored(block);
    }
  }

  private byte[] contents(int block) throws StoreException {
    Expanded last = expanded;
    if (last != null && last.block == block) {
      return last.contents;
    }
    StoredBlock stored = stored(block);
    Codec codec = (stored.word & Frame.STORED) != 0 ? Codec.STORED : Codec.ZSTD;
    byte[] contents = codec.expand(stored.bytes, 0, stored.length(), frame.blockSize(block));
    expanded = new Expanded(block, contents);
    return contents;
  }

  /** Reads a block without expanding it; its checksum has been checked. */
  StoredBlock stored(int block) throws StoreException {
    try {
      return stored(index(), block);
    } catch (SegmentFiles.Missing moved) {
      Frame now = locator.locate(id);
      if (now == null || now.equals(frame)) {
        throw new DamagedContentsException(String.valueOf(moved.getMessage()), moved);
      }
      frame = now;
      index = null;
      return stored(index(), block);
    }
  }

  private StoredBlock stored(Index known, int block) throws StoreException {
    int word = known.words[block];
    int length = word & ~Frame.STORED;
    ByteBuffer head = ByteBuffer.allocate(Frame.BLOCK_HEADER + length);
    files.read(known.frame.segment(), head, known.positions[block]);
    head.flip();
    byte[] bytes = new byte[length];
    int storedWord = head.getInt();
    int crc = head.getInt();
    head.get(bytes);
    if (storedWord != word || crc != Frame.crc(bytes, 0, length)) {
      throw new DamagedContentsException("block " + block + " of blob " + id + " is damaged");
    }
    return new StoredBlock(word, bytes);
  }

  /** The SHA-256 of the contents, as the frame says. */
  byte[] hash() throws StoreException {
    return index().hash;
  }

  private Index index() throws StoreException {
    Index known = index;
    if (known == null) {
      known = readIndex(frame);
      index = known;
    }
    return known;
  }

  private Index readIndex(Frame at) throws StoreException {
    at.check();
    ByteBuffer header = ByteBuffer.allocate(Frame.HEADER);
    files.read(at.segment(), header, at.offset());
    Frame.checkHeader(header.flip());
    int blocks = at.blocks();
    ByteBuffer tail = ByteBuffer.allocate(at.tail());
    files.read(at.segment(), tail, at.end() - at.tail());
    tail.flip();
    int crc = Frame.crc(tail.array(), 0, tail.limit() - 4);
    boolean sound = tail.getInt() == 0 && tail.getInt(tail.limit() - 4) == crc;
    int[] words = new int[blocks];
    long[] positions = new long[blocks];
    long position = at.offset() + Frame.HEADER;
    for (int i = 0; i < blocks; i++) {
      words[i] = tail.getInt();
      positions[i] = position;
      int length = words[i] & ~Frame.STORED;
      sound &= length > 0 && length <= Frame.BLOCK;
      position += Frame.BLOCK_HEADER + length;
    }
    sound &= tail.getInt() == blocks && tail.getLong() == at.size();
    sound &= position == at.end() - at.tail();
    byte[] hash = new byte[Frame.HASH];
    tail.get(hash);
    if (!sound || !id.isOf(hash)) {
      throw new DamagedContentsException("the frame of blob " + id + " is damaged");
    }
    return new Index(at, words, positions, hash);
  }
}
