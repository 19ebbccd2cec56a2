package org.angarium.store.blob;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** An entry of the index of segments: which blob lies where. See {@link BlobKeys} for the bytes. */
record SegmentEntry(int segment, long offset, long length, BlobId id) {

  static SegmentEntry of(Frame frame, BlobId id) {
    return new SegmentEntry(frame.segment(), frame.offset(), frame.length(), id);
  }

  /** Whether key and value have the form of an entry. */
  static boolean isEntry(byte[] key, byte[] value) {
    return key.length == BlobKeys.SEGMENT_KEY && value.length == BlobId.LENGTH + Long.BYTES;
  }

  static SegmentEntry decode(byte[] key, byte[] value) {
    ByteBuffer place = ByteBuffer.wrap(key, 1, key.length - 1);
    return new SegmentEntry(
        place.getInt(),
        place.getLong(),
        ByteBuffer.wrap(value).getLong(BlobId.LENGTH),
        BlobId.of(Arrays.copyOf(value, BlobId.LENGTH)));
  }

  byte[] key() {
    return BlobKeys.segment(segment, offset);
  }

  byte[] value() {
    return ByteBuffer.allocate(BlobId.LENGTH + 8).put(id.bytes()).putLong(length).array();
  }

  /** Whether a record names just this place. */
  boolean isNamedBy(Frame frame) {
    return frame.segment() == segment && frame.offset() == offset && frame.length() == length;
  }
}
