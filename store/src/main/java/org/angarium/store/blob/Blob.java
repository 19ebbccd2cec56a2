package org.angarium.store.blob;

import org.angarium.store.StoreException;

/** Readable contents of known size. Random access; several threads may read at once. */
public interface Blob {
  /** Size of the contents in bytes, uncompressed. */
  long size();

  /**
   * Reads up to {@code length} bytes from {@code position} into {@code target}; returns how many,
   * at least 1, or -1 at the end.
   *
   * @throws StoreException also when the contents are damaged, which checksums tell, or collected
   *     meanwhile
   */
  int read(long position, byte[] target, int offset, int length) throws StoreException;

  /**
   * Reads what is from {@code start} to before {@code end} as far as its checksums ask for it,
   * which is cheaper than {@link #read}. For those who must know before they begin to send.
   *
   * @throws StoreException as {@link #read} would
   */
  default void check(long start, long end) throws StoreException {
    byte[] chunk = new byte[8192];
    long at = start;
    int count = 0;
    while (at < end && count >= 0) {
      count = read(at, chunk, 0, (int) Math.min(chunk.length, end - at));
      at += count;
    }
  }
}
