package org.angarium.store.schema;

import java.util.Arrays;

/**
 * Which trigrams the text of a message has; the search package says how the bits are set. Apart
 * from the {@link SearchRecord}, of which it would be the greater part, so that a search in header
 * fields doesn't read it. Its octets are a power of two, whose logarithm plus one stands before
 * them; 0 stands before none. Version 1 lacks the text of reports (message/delivery-status and the
 * like).
 */
public final class SignatureRecord {
  private static final int VERSION = 2;

  /** Where the bits begin in an encoded record; they go up to its end. */
  public static final int START = 2;

  private SignatureRecord() {}

  /**
   * @param bits a power of two of octets; none when not known
   */
  public static byte[] encode(byte[] bits) {
    if (Integer.bitCount(bits.length) > 1) {
      throw new IllegalArgumentException("a signature of " + bits.length + " octets");
    }
    return new RecordWriter(VERSION, START + bits.length)
        .number(size(bits.length))
        .raw(bits)
        .toBytes();
  }

  public static byte[] decode(byte[] bytes) throws DamagedRecordException {
    check(bytes);
    return Arrays.copyOfRange(bytes, START, bytes.length);
  }

  /** For those who look at the bits where they lie, from {@link #START} on. */
  public static void check(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("signature", bytes);
    reader.version(VERSION);
    long size = reader.number();
    int length = bytes.length - START;
    if (length < 0 || Integer.bitCount(length) > 1 || size != size(length)) {
      throw reader.damaged("has " + length + " octets of bits and size " + size);
    }
  }

  /** Whether the text of reports was looked at too. */
  public static boolean knowsReports(byte[] bytes) throws DamagedRecordException {
    return new RecordReader("signature", bytes).version(VERSION) >= 2;
  }

  private static int size(int length) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(length);
  }
}
