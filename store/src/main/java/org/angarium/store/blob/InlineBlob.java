package org.angarium.store.blob;

import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/** Contents from a record. Expanded at the first read and kept as long as this object lives. */
final class InlineBlob implements Blob {
  private final BlobRecord.Inline record;
  private volatile byte @Nullable [] contents;

  InlineBlob(BlobRecord.Inline record) {
    this.record = record;
  }

  @Override
  public long size() {
    return record.size();
  }

  /** Ahead of the first read, which is told where the contents are damaged. */
  void expandIfSound() {
    try {
      expand();
    } catch (StoreException damaged) {
      contents = null;
    }
  }

  private byte[] expand() throws StoreException {
    byte[] bytes = contents;
    if (bytes == null) {
      bytes = record.contents();
      contents = bytes;
    }
    return bytes;
  }

  @Override
  public void check(long start, long end) throws StoreException {
    expand();
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) throws StoreException {
    byte[] bytes = expand();
    return copy(bytes, bytes.length, position, target, offset, length);
  }

  /** {@link Blob#read} from contents in memory. */
  static int copy(byte[] contents, int size, long position, byte[] target, int offset, int length) {
    if (position < 0) {
      throw new IndexOutOfBoundsException("position " + position);
    }
    if (position >= size) {
      return -1;
    }
    int count = (int) Math.min(length, size - position);
    System.arraycopy(contents, (int) position, target, offset, count);
    return count;
  }
}
