package org.angarium.store.schema;

/**
 * Says that the message records of a mailbox are also there in few large pieces ({@link
 * PackedRows}), as they were at one modification sequence of the account. Derived: with the change
 * log from there on it gives what the message records give, and where it is missing or of no use
 * those are read.
 *
 * @param modSeq the account's last one when the pieces were written
 * @param rows messages in all pieces
 * @param pieces numbered from 1
 */
public record PackRecord(long modSeq, int rows, int pieces) {
  private static final int VERSION = 1;

  public byte[] encode() {
    return new RecordWriter(VERSION, 16).number(modSeq).number(rows).number(pieces).toBytes();
  }

  public static PackRecord decode(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("pack", bytes);
    reader.version(VERSION);
    PackRecord record = new PackRecord(reader.number(), reader.count(), reader.count());
    reader.end();
    return record;
  }
}
