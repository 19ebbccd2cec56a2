package org.angarium.store.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.angarium.mail.imap.UidSet;

/** Builds a record. Not thread-safe; one record per writer. */
public final class RecordWriter {
  private byte[] bytes;
  private int length;

  /**
   * @param version first byte of the record
   * @param expected octets to make room for at once
   */
  public RecordWriter(int version, int expected) {
    bytes = new byte[Math.max(16, expected)];
    bytes[length++] = (byte) version;
  }

  /** A number that is not negative, in one to nine bytes. */
  public RecordWriter number(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative: " + value);
    }
    room(9);
    long rest = value;
    while (rest >= 0x80) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  /** All 64 bits, in eight bytes: for hashes. */
  public RecordWriter fixed(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** A number of either sign, small where it is near zero; between -2^62 and 2^62. */
  public RecordWriter signed(long value) {
    return number(value << 1 ^ value >> 63);
  }

  public RecordWriter bool(boolean value) {
    room(1);
    bytes[length++] = (byte) (value ? 1 : 0);
    return this;
  }

  /** The bytes alone, their number known to the reader. */
  public RecordWriter raw(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  /** The bytes with their number in front. */
  public RecordWriter array(byte[] value) {
    return number(value.length).raw(value);
  }

  public RecordWriter string(String value) {
    return array(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Ranges as distances from the end of the one before. */
  public RecordWriter uids(UidSet uids) {
    number(uids.rangeCount());
    long last = 0;
    for (int i = 0; i < uids.rangeCount(); i++) {
      number(uids.rangeFirst(i) - last);
      number(uids.rangeLast(i) - uids.rangeFirst(i));
      last = uids.rangeLast(i);
    }
    return this;
  }

  /**
   * Ascending numbers as distances from the one before.
   *
   * @param least of the first
   */
  public RecordWriter ascending(int[] numbers, int least) {
    number(numbers.length);
    int next = least;
    for (int value : numbers) {
      number(value - next);
      next = value + 1;
    }
    return this;
  }

  public byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
