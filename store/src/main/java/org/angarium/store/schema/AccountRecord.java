package org.angarium.store.schema;

/**
 * The counters of an account.
 *
 * @param deleted the account is gone or going; the record stays so that nothing brings it back
 * @param lastModSeq modification sequence of the last change
 * @param usedBytes octets of all messages
 * @param usedMessages how many
 * @param limitBytes quota, 0 for none
 * @param limitMessages quota, 0 for none
 * @param nextMailbox number the next mailbox gets
 * @param nextEmail email id the next message gets
 * @param lastUidValidity the largest given out
 * @param changeHorizon the change log holds everything after this modification sequence
 * @param changeBytes octets of the change records kept
 */
public record AccountRecord(
    boolean deleted,
    long lastModSeq,
    long usedBytes,
    long usedMessages,
    long limitBytes,
    long limitMessages,
    int nextMailbox,
    long nextEmail,
    long lastUidValidity,
    long changeHorizon,
    long changeBytes) {
  private static final int VERSION = 1;

  /** An account in which nothing has happened yet. */
  public static final AccountRecord NEW = new AccountRecord(false, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0);

  public AccountRecord withUse(long bytes, long messages) {
    return new AccountRecord(
        deleted,
        lastModSeq,
        bytes,
        messages,
        limitBytes,
        limitMessages,
        nextMailbox,
        nextEmail,
        lastUidValidity,
        changeHorizon,
        changeBytes);
  }

  public AccountRecord withLimits(long bytes, long messages) {
    return new AccountRecord(
        deleted,
        lastModSeq,
        usedBytes,
        usedMessages,
        bytes,
        messages,
        nextMailbox,
        nextEmail,
        lastUidValidity,
        changeHorizon,
        changeBytes);
  }

  public AccountRecord withNextEmail(long next) {
    return new AccountRecord(
        deleted,
        lastModSeq,
        usedBytes,
        usedMessages,
        limitBytes,
        limitMessages,
        nextMailbox,
        next,
        lastUidValidity,
        changeHorizon,
        changeBytes);
  }

  /** After a mailbox was made. */
  public AccountRecord withMailbox(int next, long uidValidity) {
    return new AccountRecord(
        deleted,
        lastModSeq,
        usedBytes,
        usedMessages,
        limitBytes,
        limitMessages,
        next,
        nextEmail,
        uidValidity,
        changeHorizon,
        changeBytes);
  }

  /** After a change was logged. */
  public AccountRecord withChanges(long modSeq, long horizon, long bytes) {
    return new AccountRecord(
        deleted,
        modSeq,
        usedBytes,
        usedMessages,
        limitBytes,
        limitMessages,
        nextMailbox,
        nextEmail,
        lastUidValidity,
        horizon,
        bytes);
  }

  public AccountRecord asDeleted() {
    return new AccountRecord(
        true,
        lastModSeq,
        usedBytes,
        usedMessages,
        limitBytes,
        limitMessages,
        nextMailbox,
        nextEmail,
        lastUidValidity,
        changeHorizon,
        changeBytes);
  }

  public byte[] encode() {
    return new RecordWriter(VERSION, 48)
        .bool(deleted)
        .number(lastModSeq)
        .number(usedBytes)
        .number(usedMessages)
        .number(limitBytes)
        .number(limitMessages)
        .number(nextMailbox)
        .number(nextEmail)
        .number(lastUidValidity)
        .number(changeHorizon)
        .number(changeBytes)
        .toBytes();
  }

  public static AccountRecord decode(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("account", bytes);
    reader.version(VERSION);
    AccountRecord record =
        new AccountRecord(
            reader.bool(),
            reader.number(),
            reader.number(),
            reader.number(),
            reader.number(),
            reader.number(),
            reader.count(),
            reader.number(),
            reader.number(),
            reader.number(),
            reader.number());
    reader.end();
    return record;
  }
}
