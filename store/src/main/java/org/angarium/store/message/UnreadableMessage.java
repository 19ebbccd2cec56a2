package org.angarium.store.message;

import org.angarium.store.StoreException;

/**
 * A message that is there and whose record or contents are damaged or missing: whatever is asked of
 * it fails. So one such message among many costs itself and not the others.
 */
final class UnreadableMessage implements StoredMessage {
  private final long uid;
  private final long size;
  private final StoreException why;

  /**
   * @param size as the mailbox has it
   */
  UnreadableMessage(long uid, long size, StoreException why) {
    this.uid = uid;
    this.size = size;
    this.why = why;
  }

  @Override
  public long uid() {
    return uid;
  }

  @Override
  public long size() {
    return size;
  }

  private StoreException failure() {
    return new StoreException("message " + uid + " cannot be read: " + why.getMessage(), why);
  }

  @Override
  public Summary summary() throws StoreException {
    throw failure();
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) throws StoreException {
    throw failure();
  }

  @Override
  public void check(long start, long end) throws StoreException {
    throw failure();
  }

  @Override
  public byte[] header() throws StoreException {
    throw failure();
  }

  @Override
  public byte[] wholeUpTo(int limit) throws StoreException {
    throw failure();
  }
}
