package org.angarium.store.schema;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.imap.UidSet;

/**
 * What one transaction did in one account; its modification number is in the key.
 *
 * @param at milliseconds since 1970
 * @param items what happened in collections other than mailboxes
 */
public record ChangeRecord(long at, List<MailboxChange> mailboxes, List<ItemChange> items) {
  /** Ends with the items; version 1 has none, and is still written where there are none. */
  private static final int VERSION = 2;

  private static final int MAILBOXES_ONLY = 1;

  public ChangeRecord {
    mailboxes = List.copyOf(mailboxes);
    items = List.copyOf(items);
  }

  public ChangeRecord(long at, List<MailboxChange> mailboxes) {
    this(at, mailboxes, List.of());
  }

  /**
   * What happened in one mailbox.
   *
   * @param listed the mailbox itself was made, renamed, subscribed or removed
   */
  public record MailboxChange(
      int mailbox, boolean listed, UidSet added, UidSet flagged, UidSet expunged) {}

  /** Collections whose items have numbers. The numbers of the kinds are stored and never change. */
  public enum ItemKind {
    SCRIPT(1);

    private final int number;

    ItemKind(int number) {
      this.number = number;
    }

    static ItemKind of(int number) throws DamagedRecordException {
      for (ItemKind kind : values()) {
        if (kind.number == number) {
          return kind;
        }
      }
      throw new DamagedRecordException("change record has an item of unknown kind " + number);
    }
  }

  /** What happened to the items of one collection, by their numbers. */
  public record ItemChange(ItemKind kind, UidSet created, UidSet updated, UidSet destroyed) {}

  public byte[] encode() {
    RecordWriter writer =
        new RecordWriter(items.isEmpty() ? MAILBOXES_ONLY : VERSION, 32)
            .signed(at)
            .number(mailboxes.size());
    for (MailboxChange change : mailboxes) {
      writer
          .number(change.mailbox)
          .bool(change.listed)
          .uids(change.added)
          .uids(change.flagged)
          .uids(change.expunged);
    }
    if (!items.isEmpty()) {
      writer.number(items.size());
      for (ItemChange change : items) {
        writer
            .number(change.kind.number)
            .uids(change.created)
            .uids(change.updated)
            .uids(change.destroyed);
      }
    }
    return writer.toBytes();
  }

  public static ChangeRecord decode(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("change", bytes);
    int version = reader.version(VERSION);
    long at = reader.signed();
    int count = reader.elements(5);
    List<MailboxChange> mailboxes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      mailboxes.add(
          new MailboxChange(
              reader.count(), reader.bool(), reader.uids(), reader.uids(), reader.uids()));
    }
    List<ItemChange> items = new ArrayList<>();
    int itemCount = version == MAILBOXES_ONLY ? 0 : reader.elements(4);
    for (int i = 0; i < itemCount; i++) {
      items.add(
          new ItemChange(ItemKind.of(reader.count()), reader.uids(), reader.uids(), reader.uids()));
    }
    reader.end();
    return new ChangeRecord(at, mailboxes, items);
  }
}
