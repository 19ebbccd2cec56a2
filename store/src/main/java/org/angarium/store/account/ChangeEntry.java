package org.angarium.store.account;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.schema.ChangeRecord;

/** What one transaction did in an account, gathered from its participants for the change log. */
public final class ChangeEntry {
  private final List<ChangeRecord.MailboxChange> mailboxes = new ArrayList<>();
  private final List<ChangeRecord.ItemChange> items = new ArrayList<>();

  ChangeEntry() {}

  public void mailbox(ChangeRecord.MailboxChange change) {
    mailboxes.add(change);
  }

  /** Items of a collection that are known by a number. */
  public void items(ChangeRecord.ItemKind kind, UidSet created, UidSet updated, UidSet destroyed) {
    items.add(new ChangeRecord.ItemChange(kind, created, updated, destroyed));
  }

  ChangeRecord record(long at) {
    return new ChangeRecord(at, mailboxes, items);
  }
}
