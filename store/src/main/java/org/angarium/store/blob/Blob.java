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
}
