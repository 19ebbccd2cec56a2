package org.angarium.store.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.angarium.mail.imap.UidSet;

/** Reads a record strictly; never reads or allocates beyond it, whatever it says. */
public final class RecordReader {
  private final String kind;
  private final byte[] bytes;
  private int position;

  /**
   * @param kind what it should be, for messages
   */
  public RecordReader(String kind, byte[] bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }

  /** The first byte; refuses those beyond {@code newest}. */
  public int version(int newest) throws DamagedRecordException {
    if (bytes.length == 0) {
      throw damaged("is empty");
    }
    int version = bytes[position++];
    if (version < 1 || version > newest) {
      throw damaged("has version " + version);
    }
    return version;
  }

  public long number() throws DamagedRecordException {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      if (position == bytes.length) {
        throw damaged("ends within a number");
      }
      byte next = bytes[position++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw damaged("has a number without end");
  }

  /** A number that must fit into an int. */
  public int count() throws DamagedRecordException {
    long value = number();
    if (value > Integer.MAX_VALUE) {
      throw damaged("has a count of " + value);
    }
    return (int) value;
  }

  /** The number of elements that follow, of at least {@code octets} octets each. */
  public int elements(int octets) throws DamagedRecordException {
    int count = count();
    if ((long) count * octets > bytes.length - position) {
      throw damaged("announces " + count + " elements and ends");
    }
    return count;
  }

  public long fixed() throws DamagedRecordException {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | bytes[position++] & 0xFF;
    }
    return value;
  }

  public long signed() throws DamagedRecordException {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  public boolean bool() throws DamagedRecordException {
    need(1);
    byte value = bytes[position++];
    if (value != 0 && value != 1) {
      throw damaged("has a truth value of " + value);
    }
    return value == 1;
  }

  public byte[] raw(int length) throws DamagedRecordException {
    need(length);
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  public byte[] array() throws DamagedRecordException {
    return raw(elements(1));
  }

  public String string() throws DamagedRecordException {
    int length = elements(1);
    position += length;
    return new String(bytes, position - length, length, StandardCharsets.UTF_8);
  }

  /** Passes over an array and returns its length; it ends at {@link #position}. */
  public int skipArray() throws DamagedRecordException {
    int length = elements(1);
    position += length;
    return length;
  }

  public UidSet uids() throws DamagedRecordException {
    int ranges = elements(2);
    UidSet.Builder uids = UidSet.builder();
    long last = 0;
    for (int i = 0; i < ranges; i++) {
      long first = last + number();
      last = first + number();
      if (first < 1 || last < first || last > UidSet.MAX) {
        throw damaged("has a range " + first + ":" + last);
      }
      uids.add(first, last);
    }
    return uids.build();
  }

  /** Numbers from {@code least} on, each larger than the one before. */
  public int[] ascending(int least) throws DamagedRecordException {
    int[] numbers = new int[elements(1)];
    long next = least;
    for (int i = 0; i < numbers.length; i++) {
      next += count();
      if (next >= Integer.MAX_VALUE) {
        throw damaged("has a number of " + next);
      }
      numbers[i] = (int) next++;
    }
    return numbers;
  }

  /** Where the reader stands, for callers that keep offsets into the record. */
  public int position() {
    return position;
  }

  /** Nothing may be left. */
  public void end() throws DamagedRecordException {
    if (position != bytes.length) {
      throw damaged("has " + (bytes.length - position) + " bytes too many");
    }
  }

  public DamagedRecordException damaged(String how) {
    return new DamagedRecordException(kind + " record " + how);
  }

  private void need(int length) throws DamagedRecordException {
    if (length > bytes.length - position) {
      throw damaged("ends too soon");
    }
  }
}
