package org.angarium.store.schema;

import org.angarium.mail.imap.FlagSet;

/**
 * What changes about a message and what is asked for thousands at a time: exactly the columns of a
 * view, so that a change of flags is made from the view without a read.
 *
 * @param flags by number: system flags first, then the mailbox's keywords
 * @param modSeq of the last change
 * @param internalDate milliseconds since 1970
 * @param savedDate when it was put in this mailbox, milliseconds since 1970
 * @param size octets of prefix and contents
 * @param emailId the same for copies within the account
 */
public record MessageRecord(
    FlagSet flags, long modSeq, long internalDate, long savedDate, long size, long emailId) {
  /** Has flags that are no bits, as a list; the others are as they were in version 1. */
  private static final int VERSION = 2;

  /** Flags are bits of one number: so most are written, as this is smaller. */
  private static final int BITS_ONLY = 1;

  public byte[] encode() {
    return encode(flags, modSeq, internalDate, savedDate, size, emailId);
  }

  /** The same from the bare numbers. */
  public static byte[] encode(
      FlagSet flags, long modSeq, long internalDate, long savedDate, long size, long emailId) {
    int[] more = flags.more();
    RecordWriter writer =
        new RecordWriter(more.length == 0 ? BITS_ONLY : VERSION, 40 + 2 * more.length)
            .number(flags.bits());
    if (more.length > 0) {
      writer.ascending(more, FlagSet.BITS);
    }
    return writer
        .number(modSeq)
        .signed(internalDate)
        .signed(savedDate)
        .number(size)
        .number(emailId)
        .toBytes();
  }

  public static MessageRecord decode(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("message", bytes);
    int version = reader.version(VERSION);
    long bits = reader.number();
    int[] more = version == BITS_ONLY ? FlagSet.NO_MORE : reader.ascending(FlagSet.BITS);
    MessageRecord record =
        new MessageRecord(
            FlagSet.of(bits, more),
            reader.number(),
            reader.signed(),
            reader.signed(),
            reader.number(),
            reader.number());
    reader.end();
    return record;
  }
}
