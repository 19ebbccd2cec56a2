package org.angarium.store.blob;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.angarium.store.StoreException;

/** A blob, or a part of one, as a stream. One thread. Nothing to close. */
public final class BlobInputStream extends InputStream {
  private final Blob blob;
  private final byte[] one = new byte[1];
  private final long end;
  private long position;

  public BlobInputStream(Blob blob) {
    this(blob, 0, blob.size());
  }

  /** The bytes from {@code start} to before {@code end}. */
  public BlobInputStream(Blob blob, long start, long end) {
    Objects.checkFromToIndex(start, end, blob.size());
    this.blob = blob;
    this.position = start;
    this.end = end;
  }

  @Override
  public int read() throws StoreException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws StoreException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (position >= end) {
      return -1;
    }
    int count = blob.read(position, target, offset, (int) Math.min(length, end - position));
    if (count > 0) {
      position += count;
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = Math.clamp(count, 0L, end - position);
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, end - position);
  }
}
