package org.angarium.store.schema;

/**
 * What changes about a message and what is asked for thousands at a time: exactly the columns of a
 * view, so that a change of flags is made from the view without a read.
 *
 * @param flags bits, system flags first, then the mailbox's keywords
 * @param modSeq of the last change
 * @param internalDate milliseconds since 1970
 * @param savedDate when it was put in this mailbox, milliseconds since 1970
 * @param size octets of prefix and contents
 * @param emailId the same for copies within the account
 */
public record MessageRecord(
    long flags, long modSeq, long internalDate, long savedDate, long size, long emailId) {
  private static final int VERSION = 1;

  public byte[] encode() {
    return encode(flags, modSeq, internalDate, savedDate, size, emailId);
  }

  /** The same from the bare numbers. */
  public static byte[] encode(
      long flags, long modSeq, long internalDate, long savedDate, long size, long emailId) {
    return new RecordWriter(VERSION, 40)
        .number(flags)
        .number(modSeq)
        .signed(internalDate)
        .signed(savedDate)
        .number(size)
        .number(emailId)
        .toBytes();
  }

  public static MessageRecord decode(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("message", bytes);
    reader.version(VERSION);
    MessageRecord record =
        new MessageRecord(
            reader.number(),
            reader.number(),
            reader.signed(),
            reader.signed(),
            reader.number(),
            reader.number());
    reader.end();
    return record;
  }
}
