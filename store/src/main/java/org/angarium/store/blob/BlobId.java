package org.angarium.store.blob;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.angarium.store.engine.Lock;

/**
 * The name of a blob: where it stands among the others, and what it holds.
 *
 * <pre>
 * near:3    the account it was stored for first, the low bits of its number; 0 for none
 * order:5   grows with each blob stored
 * hash:24   the first bytes of the SHA-256 of the contents
 * </pre>
 *
 * Records are sorted by their keys, so what one account received lies together and in the order in
 * which it came: who reads a mailbox reads on from one place instead of jumping for each message.
 * Place is a matter of speed only. Equal contents are found by their hash ({@link BlobKeys#named}),
 * so they have one name. 24 bytes leave 2^96 attempts to whoever wants two contents of one hash; he
 * would mislead nobody but himself.
 */
public final class BlobId {
  /** Length in bytes. */
  public static final int LENGTH = 32;

  /** Bytes that say where; the rest says what. */
  static final int PLACE = 8;

  private static final int ORDER_BITS = 40;

  private final byte[] bytes;

  private BlobId(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The name with these bytes. */
  public static BlobId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a blob id has 32 bytes, not " + bytes.length);
    }
    return new BlobId(bytes.clone());
  }

  /**
   * A name for contents with this hash.
   *
   * @param near blobs with equal numbers lie together
   * @param order and among them in this order
   */
  static BlobId at(long near, long order, byte[] hash) {
    return at(near << ORDER_BITS | order & (1L << ORDER_BITS) - 1, hash);
  }

  /** The same, with both numbers in one as they are stored. */
  static BlobId at(long place, byte[] hash) {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
    bytes.putLong(place).put(hash, 0, LENGTH - PLACE);
    return new BlobId(bytes.array());
  }

  /** A copy of the bytes that say where. */
  byte[] place() {
    return Arrays.copyOf(bytes, PLACE);
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Writes the 32 bytes. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, LENGTH);
  }

  /** Writes the part that is of the hash. */
  void copyHashTo(byte[] target, int offset) {
    System.arraycopy(bytes, PLACE, target, offset, LENGTH - PLACE);
  }

  /** Whether contents with this hash can have this name. */
  boolean isOf(byte[] hash) {
    return Arrays.equals(bytes, PLACE, LENGTH, hash, 0, LENGTH - PLACE) || isWhole(hash);
  }

  /** Whether this is just the hash, as names were before they had a place. */
  boolean isWhole(byte[] hash) {
    return Arrays.equals(bytes, hash);
  }

  /** Held by whoever writes or deletes the blob, and by whoever looks whether it is there. */
  public Lock lock() {
    return new Lock(Lock.Space.BLOB, ByteBuffer.wrap(bytes).getLong(PLACE));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlobId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return ByteBuffer.wrap(bytes).getInt(PLACE);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
