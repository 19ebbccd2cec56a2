package org.angarium.store.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * A mailbox.
 *
 * @param id its number within the account
 * @param name full name; empty when doomed
 * @param uidValidity RFC 9051 §2.3.1.1
 * @param uidNext the UID the next message gets
 * @param highestModSeq of the last change in this mailbox
 * @param lastExpunge modification sequence of the last expunge, 0 for never
 * @param recentFrom the first UID that no session was told of, so \Recent to the next one (RFC 3501
 *     §2.3.2); may lie behind what sessions were told since
 * @param messages how many
 * @param unseen without \Seen
 * @param deleted with \Deleted
 * @param size octets of all messages
 * @param selectable false for a name that only has children
 * @param subscribed listed by LSUB
 * @param doomed deleted by its owner; its messages are being removed in steps and nobody sees it
 * @param specialUse attributes such as {@code \Sent}
 * @param keywords names of the flags from number 5 on
 */
public record MailboxRecord(
    int id,
    String name,
    long uidValidity,
    long uidNext,
    long highestModSeq,
    long lastExpunge,
    long recentFrom,
    long messages,
    long unseen,
    long deleted,
    long size,
    boolean selectable,
    boolean subscribed,
    boolean doomed,
    List<String> specialUse,
    List<String> keywords) {
  /** Version 1 did not have {@code recentFrom}: none of its messages are recent. */
  private static final int VERSION = 2;

  public MailboxRecord {
    specialUse = List.copyOf(specialUse);
    keywords = List.copyOf(keywords);
  }

  /** The same messages for clients that must forget what they know of them. */
  public MailboxRecord withUidValidity(long other) {
    return new MailboxRecord(
        id,
        name,
        other,
        uidNext,
        highestModSeq,
        lastExpunge,
        recentFrom,
        messages,
        unseen,
        deleted,
        size,
        selectable,
        subscribed,
        doomed,
        specialUse,
        keywords);
  }

  public byte[] encode() {
    RecordWriter writer =
        new RecordWriter(VERSION, 96)
            .string(name)
            .number(uidValidity)
            .number(uidNext)
            .number(highestModSeq)
            .number(lastExpunge)
            .number(recentFrom)
            .number(messages)
            .number(unseen)
            .number(deleted)
            .number(size)
            .bool(selectable)
            .bool(subscribed)
            .bool(doomed);
    strings(writer, specialUse);
    strings(writer, keywords);
    return writer.toBytes();
  }

  /**
   * @param id from the key
   */
  public static MailboxRecord decode(int id, byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("mailbox", bytes);
    int version = reader.version(VERSION);
    String name = reader.string();
    long uidValidity = reader.number();
    long uidNext = reader.number();
    MailboxRecord record =
        new MailboxRecord(
            id,
            name,
            uidValidity,
            uidNext,
            reader.number(),
            reader.number(),
            version < 2 ? uidNext : reader.number(),
            reader.number(),
            reader.number(),
            reader.number(),
            reader.number(),
            reader.bool(),
            reader.bool(),
            reader.bool(),
            strings(reader),
            strings(reader));
    reader.end();
    return record;
  }

  private static void strings(RecordWriter writer, List<String> values) {
    writer.number(values.size());
    for (String value : values) {
      writer.string(value);
    }
  }

  private static List<String> strings(RecordReader reader) throws DamagedRecordException {
    int count = reader.elements(1);
    if (count == 0) {
      return List.of();
    }
    List<String> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(reader.string());
    }
    return values;
  }
}
