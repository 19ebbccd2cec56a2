package org.angarium.store;

import org.angarium.store.blob.BlobLimits;

/**
 * What the store is opened with.
 *
 * @param blockCacheBytes memory for what was read of late
 * @param viewCacheBytes memory for the views of mailboxes that no session has open
 * @param reserveBytes room on the disk below which no new messages are taken
 */
public record StoreSettings(
    BlobLimits blobs, long blockCacheBytes, long viewCacheBytes, long reserveBytes) {
  private static final long RESERVE = 256L << 20;

  public static final StoreSettings DEFAULT =
      new StoreSettings(BlobLimits.DEFAULT, 256L << 20, 128L << 20);

  /** With the usual reserve. */
  public StoreSettings(BlobLimits blobs, long blockCacheBytes, long viewCacheBytes) {
    this(blobs, blockCacheBytes, viewCacheBytes, RESERVE);
  }
}
