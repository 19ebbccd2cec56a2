package org.angarium.store.blob;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The name of a blob: the SHA-256 of its contents. Equal contents have equal names, so each is
 * stored once.
 */
public final class BlobId {
  /** Length in bytes. */
  public static final int LENGTH = 32;

  private final byte[] hash;

  private BlobId(byte[] hash) {
    this.hash = hash;
  }

  public static BlobId of(byte[] hash) {
    if (hash.length != LENGTH) {
      throw new IllegalArgumentException("a blob id has 32 bytes, not " + hash.length);
    }
    return new BlobId(hash.clone());
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return hash.clone();
  }

  public void copyTo(byte[] target, int offset) {
    System.arraycopy(hash, 0, target, offset, LENGTH);
  }

  /** The first eight bytes as a number: for locks and hash tables. */
  public long prefix() {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | hash[i] & 0xFF;
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlobId that && Arrays.equals(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return (int) prefix();
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(hash);
  }
}
