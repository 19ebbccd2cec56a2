package org.angarium.store.schema;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.imap.UidSet;

/**
 * What one transaction did in one account; its modification sequence is in the key.
 *
 * @param at milliseconds since 1970
 */
public record ChangeRecord(long at, List<MailboxChange> mailboxes) {
  private static final int VERSION = 1;

  public ChangeRecord {
    mailboxes = List.copyOf(mailboxes);
  }

  /**
   * What happened in one mailbox.
   *
   * @param listed the mailbox itself was made, renamed, subscribed or removed
   */
  public record MailboxChange(
      int mailbox, boolean listed, UidSet added, UidSet flagged, UidSet expunged) {}

  public byte[] encode() {
    RecordWriter writer = new RecordWriter(VERSION, 32).signed(at).number(mailboxes.size());
    for (MailboxChange change : mailboxes) {
      writer
          .number(change.mailbox)
          .bool(change.listed)
          .uids(change.added)
          .uids(change.flagged)
          .uids(change.expunged);
    }
    return writer.toBytes();
  }

  public static ChangeRecord decode(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("change", bytes);
    reader.version(VERSION);
    long at = reader.signed();
    int count = reader.elements(5);
    List<MailboxChange> mailboxes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      mailboxes.add(
          new MailboxChange(
              reader.count(), reader.bool(), reader.uids(), reader.uids(), reader.uids()));
    }
    reader.end();
    return new ChangeRecord(at, mailboxes);
  }
}
