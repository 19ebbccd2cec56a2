package org.angarium.store.blob;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.angarium.store.StoreException;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Subspace;

/**
 * The keys of the blob store. Whoever stores a message writes its {@link #link}; whoever removes
 * the last link of a blob that he knows of writes {@link #unlinked}, in the same transaction. Being
 * wrong about "last" is harmless: the collector looks for links itself.
 *
 * <pre>
 * blob      0x31  id:32                          contents, or where they are ({@link BlobRecord})
 * named     0x34  hash:24                        place:8
 * link      0x30  id:32  owner:n                 empty; the owner's bytes are the writer's business
 * unlinked  0x32  id:32                          empty
 * segment   0x33  number:4  offset:8             id:32  length:8
 * </pre>
 */
public final class BlobKeys {
  static final int SEGMENT_KEY = 1 + 4 + 8;

  private BlobKeys() {}

  /** Where the contents of a blob are. */
  public static byte[] blob(BlobId id) {
    return key(Subspace.BLOB, id, 0);
  }

  /** All blobs. */
  public static KeyRange blobs() {
    return all(Subspace.BLOB);
  }

  /** The place of the blob whose hash begins like that of {@code id}. */
  static byte[] named(BlobId id) {
    byte[] key = new byte[1 + BlobId.LENGTH - BlobId.PLACE];
    key[0] = Subspace.BLOB_NAME.tag();
    id.copyHashTo(key, 1);
    return key;
  }

  /** The names of all blobs. */
  static KeyRange named() {
    return all(Subspace.BLOB_NAME);
  }

  /** The blob in an entry of {@link #named}. */
  static BlobId id(byte[] named, byte[] place) throws StoreException {
    if (place.length != BlobId.PLACE) {
      throw new StoreException("the name of a blob has a place of " + place.length + " bytes");
    }
    return BlobId.at(ByteBuffer.wrap(place).getLong(), Arrays.copyOfRange(named, 1, named.length));
  }

  /** Says that {@code owner} needs the blob. The value is empty. */
  public static byte[] link(BlobId id, byte[] owner) {
    byte[] key = key(Subspace.LINK, id, owner.length);
    System.arraycopy(owner, 0, key, 1 + BlobId.LENGTH, owner.length);
    return key;
  }

  /** All links of one blob. */
  public static KeyRange links(BlobId id) {
    return KeyRange.prefix(key(Subspace.LINK, id, 0));
  }

  /** All links of all blobs. */
  public static KeyRange links() {
    return all(Subspace.LINK);
  }

  /** The owner in a key made by {@link #link}. */
  public static byte[] owner(byte[] link) {
    return Arrays.copyOfRange(link, 1 + BlobId.LENGTH, link.length);
  }

  /** Says that the blob may have no link left. The value is empty. */
  public static byte[] unlinked(BlobId id) {
    return key(Subspace.UNLINKED, id, 0);
  }

  /** All candidates of the collector. */
  public static KeyRange unlinked() {
    return all(Subspace.UNLINKED);
  }

  /** The blob in a key of {@link #blob}, {@link #link} or {@link #unlinked}. */
  public static BlobId id(byte[] key) {
    return BlobId.of(Arrays.copyOfRange(key, 1, 1 + BlobId.LENGTH));
  }

  static byte[] segment(int number, long offset) {
    return ByteBuffer.allocate(SEGMENT_KEY)
        .put(Subspace.SEGMENT.tag())
        .putInt(number)
        .putLong(offset)
        .array();
  }

  static KeyRange segment(int number) {
    return KeyRange.prefix(
        ByteBuffer.allocate(5).put(Subspace.SEGMENT.tag()).putInt(number).array());
  }

  static KeyRange segments() {
    return all(Subspace.SEGMENT);
  }

  private static byte[] key(Subspace subspace, BlobId id, int more) {
    byte[] key = new byte[1 + BlobId.LENGTH + more];
    key[0] = subspace.tag();
    id.copyTo(key, 1);
    return key;
  }

  private static KeyRange all(Subspace subspace) {
    return KeyRange.prefix(new byte[] {subspace.tag()});
  }
}
