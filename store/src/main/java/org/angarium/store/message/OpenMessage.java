package org.angarium.store.message;

import org.angarium.store.StoreException;
import org.angarium.store.blob.Blob;
import org.angarium.store.schema.SummaryRecord;

/** Prefix and blob joined. */
final class OpenMessage implements StoredMessage {
  private final long uid;
  private final SummaryRecord record;
  private final Blob blob;

  OpenMessage(long uid, SummaryRecord record, Blob blob) {
    this.uid = uid;
    this.record = record;
    this.blob = blob;
  }

  @Override
  public long uid() {
    return uid;
  }

  @Override
  public long size() {
    return record.prefix().length + record.blobSize();
  }

  @Override
  public Summary summary() {
    return Summaries.of(record);
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) throws StoreException {
    byte[] prefix = record.prefix();
    if (position < prefix.length) {
      int count = (int) Math.min(length, prefix.length - position);
      System.arraycopy(prefix, (int) position, target, offset, count);
      return count;
    }
    return blob.read(position - prefix.length, target, offset, length);
  }

  @Override
  public void check(long start, long end) throws StoreException {
    int prefix = record.prefix().length;
    if (end > prefix) {
      blob.check(Math.max(0, start - prefix), end - prefix);
    }
  }

  @Override
  public byte[] header() throws StoreException {
    return bytes(record.headerSize());
  }

  @Override
  public byte @org.jspecify.annotations.Nullable [] wholeUpTo(int limit) throws StoreException {
    return size() > limit ? null : bytes((int) size());
  }

  private byte[] bytes(int length) throws StoreException {
    byte[] bytes = new byte[length];
    int filled = 0;
    while (filled < length) {
      int read = read(filled, bytes, filled, length - filled);
      if (read < 0) {
        throw new StoreException(
            "blob " + record.blob() + " has " + filled + " octets of the " + length + " recorded");
      }
      filled += read;
    }
    return bytes;
  }
}
