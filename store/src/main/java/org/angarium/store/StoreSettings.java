package org.angarium.store;

import org.angarium.store.blob.BlobLimits;

/**
 * What the store is opened with.
 *
 * @param blockCacheBytes memory for what was read of late
 * @param viewCacheBytes memory for the views of mailboxes that no session has open
 */
public record StoreSettings(BlobLimits blobs, long blockCacheBytes, long viewCacheBytes) {
  public static final StoreSettings DEFAULT =
      new StoreSettings(BlobLimits.DEFAULT, 256L << 20, 128L << 20);
}
