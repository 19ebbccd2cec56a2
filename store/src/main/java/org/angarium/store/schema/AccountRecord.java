package org.angarium.store.schema;

/**
 * The counters of an account. The root record of everything that the account has: whatever changes
 * in one of its collections changes this record too, so that two versions of the account differ in
 * it.
 *
 * @param deleted the account is gone or going; the record stays so that nothing brings it back
 * @param lastModSeq modification number of the last change
 * @param revision counts what was written without a modification number of its own
 * @param used by all messages
 * @param limit quota, 0 for none
 * @param next numbers to be given out
 * @param log extent of the change log
 */
public record AccountRecord(
    boolean deleted, long lastModSeq, long revision, Use used, Use limit, Numbers next, Log log) {
  /** Ends with the revision; version 1 has none, and is still written where it is 0. */
  private static final int VERSION = 2;

  private static final int WITHOUT_REVISION = 1;

  /** An account in which nothing has happened yet. */
  public static final AccountRecord NEW =
      new AccountRecord(
          false, 0, 0, new Use(0, 0), new Use(0, 0), new Numbers(1, 1, 0), new Log(0, 0));

  /** An amount of mail. */
  public record Use(long bytes, long messages) {}

  /**
   * @param mailbox number that the next mailbox gets
   * @param email email id that the next message gets
   * @param lastUidValidity the largest given out
   */
  public record Numbers(int mailbox, long email, long lastUidValidity) {}

  /**
   * @param horizon the change log holds everything after this modification number
   * @param bytes octets of the change records kept
   */
  public record Log(long horizon, long bytes) {}

  public long usedBytes() {
    return used.bytes;
  }

  public long usedMessages() {
    return used.messages;
  }

  public long limitBytes() {
    return limit.bytes;
  }

  public long limitMessages() {
    return limit.messages;
  }

  public int nextMailbox() {
    return next.mailbox;
  }

  public long nextEmail() {
    return next.email;
  }

  public long lastUidValidity() {
    return next.lastUidValidity;
  }

  public long changeHorizon() {
    return log.horizon;
  }

  public long changeBytes() {
    return log.bytes;
  }

  /** Ascends with each version of the account: what nodes tell each other. */
  public long version() {
    return lastModSeq + revision;
  }

  /** Whether this version of the account is later than {@code other}. */
  public boolean isNewerThan(AccountRecord other) {
    return version() > other.version();
  }

  public AccountRecord withUse(long bytes, long messages) {
    return new AccountRecord(
        deleted, lastModSeq, revision, new Use(bytes, messages), limit, next, log);
  }

  public AccountRecord withLimits(long bytes, long messages) {
    return new AccountRecord(
        deleted, lastModSeq, revision, used, new Use(bytes, messages), next, log);
  }

  public AccountRecord withNextEmail(long email) {
    Numbers numbers = new Numbers(next.mailbox, email, next.lastUidValidity);
    return new AccountRecord(deleted, lastModSeq, revision, used, limit, numbers, log);
  }

  /** After a mailbox was made. */
  public AccountRecord withMailbox(int nextMailbox, long uidValidity) {
    Numbers numbers = new Numbers(nextMailbox, next.email, uidValidity);
    return new AccountRecord(deleted, lastModSeq, revision, used, limit, numbers, log);
  }

  /** After a change was logged. */
  public AccountRecord withChanges(long modSeq, long horizon, long bytes) {
    return new AccountRecord(deleted, modSeq, revision, used, limit, next, new Log(horizon, bytes));
  }

  /** Another version of the same account, for what gets no modification number. */
  public AccountRecord revised() {
    return new AccountRecord(deleted, lastModSeq, revision + 1, used, limit, next, log);
  }

  public AccountRecord asDeleted() {
    return new AccountRecord(true, lastModSeq, revision, used, limit, next, log);
  }

  public byte[] encode() {
    RecordWriter writer =
        new RecordWriter(revision == 0 ? WITHOUT_REVISION : VERSION, 48)
            .bool(deleted)
            .number(lastModSeq)
            .number(used.bytes)
            .number(used.messages)
            .number(limit.bytes)
            .number(limit.messages)
            .number(next.mailbox)
            .number(next.email)
            .number(next.lastUidValidity)
            .number(log.horizon)
            .number(log.bytes);
    if (revision != 0) {
      writer.number(revision);
    }
    return writer.toBytes();
  }

  public static AccountRecord decode(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("account", bytes);
    int version = reader.version(VERSION);
    boolean deleted = reader.bool();
    long lastModSeq = reader.number();
    Use used = new Use(reader.number(), reader.number());
    Use limit = new Use(reader.number(), reader.number());
    Numbers next = new Numbers(reader.count(), reader.number(), reader.number());
    Log log = new Log(reader.number(), reader.number());
    long revision = version == WITHOUT_REVISION ? 0 : reader.number();
    reader.end();
    return new AccountRecord(deleted, lastModSeq, revision, used, limit, next, log);
  }
}
