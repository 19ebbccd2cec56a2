package org.angarium.store.blob;

/**
 * Bounds of the blob store.
 *
 * @param inlineBytes contents up to this size ride in the transaction's own batch
 * @param maxBytes larger contents are refused
 * @param segmentBytes a segment file is closed when it has reached this size
 */
public record BlobLimits(int inlineBytes, long maxBytes, long segmentBytes) {
  public static final BlobLimits DEFAULT = new BlobLimits(256 << 10, 1L << 30, 256L << 20);
}
