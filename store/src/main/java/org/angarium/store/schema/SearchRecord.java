package org.angarium.store.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * What SEARCH reads of a message, so that it need not touch the contents. Version 1 had the bits of
 * the {@link SignatureRecord} too; they are passed over.
 *
 * @param sentDay day of the Date field in its own zone, as days since 1970; {@link #NO_DAY} if
 *     there is none
 * @param threadId RFC 8474
 * @param fields decoded and folded values of the usual header fields, in the order of the header
 */
public record SearchRecord(long sentDay, long threadId, List<Field> fields) {
  public static final long NO_DAY = Long.MIN_VALUE;
  private static final int VERSION = 2;

  public SearchRecord {
    fields = List.copyOf(fields);
  }

  /**
   * One header field.
   *
   * @param code see the search package
   * @param folded decoded value in UTF-8, folded for comparison
   */
  public record Field(int code, byte[] folded) {}

  public byte[] encode() {
    int expected = 32;
    for (Field field : fields) {
      expected += 5 + field.folded.length;
    }
    RecordWriter writer = new RecordWriter(VERSION, expected).bool(sentDay != NO_DAY);
    if (sentDay != NO_DAY) {
      writer.signed(sentDay);
    }
    writer.fixed(threadId).number(fields.size());
    for (Field field : fields) {
      writer.number(field.code).array(field.folded);
    }
    return writer.toBytes();
  }

  public static SearchRecord decode(byte[] bytes) throws DamagedRecordException {
    Cursor cursor = new Cursor(bytes);
    List<Field> fields = new ArrayList<>();
    while (cursor.next()) {
      fields.add(
          new Field(
              cursor.code(),
              java.util.Arrays.copyOfRange(
                  bytes, cursor.fieldStart(), cursor.fieldStart() + cursor.fieldLength())));
    }
    return new SearchRecord(cursor.sentDay(), cursor.threadId(), fields);
  }

  /** Whether there need be no {@link SignatureRecord} beside this one. */
  public static boolean isSelfContained(byte[] bytes) throws DamagedRecordException {
    return new RecordReader("search", bytes).version(VERSION) == 1;
  }

  /** Looks at an encoded record where it lies, without copies: for sweeps over thousands. */
  public static final class Cursor {
    private final RecordReader reader;
    private final long sentDay;
    private final long threadId;
    private int fieldsLeft = -1;
    private int code;
    private int fieldStart;
    private int fieldLength;

    public Cursor(byte[] bytes) throws DamagedRecordException {
      reader = new RecordReader("search", bytes);
      int version = reader.version(VERSION);
      sentDay = reader.bool() ? reader.signed() : NO_DAY;
      threadId = reader.fixed();
      if (version == 1) {
        reader.skipArray();
      }
    }

    public long sentDay() {
      return sentDay;
    }

    public long threadId() {
      return threadId;
    }

    /** Goes to the next field; false after the last. */
    public boolean next() throws DamagedRecordException {
      if (fieldsLeft < 0) {
        fieldsLeft = reader.elements(2);
      }
      if (fieldsLeft == 0) {
        reader.end();
        return false;
      }
      fieldsLeft--;
      code = reader.count();
      fieldLength = reader.skipArray();
      fieldStart = reader.position() - fieldLength;
      return true;
    }

    public int code() {
      return code;
    }

    public int fieldStart() {
      return fieldStart;
    }

    public int fieldLength() {
      return fieldLength;
    }
  }
}
