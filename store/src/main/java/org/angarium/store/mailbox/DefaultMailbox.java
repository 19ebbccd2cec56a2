package org.angarium.store.mailbox;

import java.util.Set;

/** What a new account has. */
enum DefaultMailbox {
  INBOX("INBOX", ""),
  DRAFTS("Drafts", "\\Drafts"),
  SENT("Sent", "\\Sent"),
  JUNK("Junk", "\\Junk"),
  TRASH("Trash", "\\Trash"),
  ARCHIVE("Archive", "\\Archive");

  private final String mailboxName;
  private final String specialUse;

  DefaultMailbox(String mailboxName, String specialUse) {
    this.mailboxName = mailboxName;
    this.specialUse = specialUse;
  }

  String mailboxName() {
    return mailboxName;
  }

  Set<String> specialUse() {
    return specialUse.isEmpty() ? Set.of() : Set.of(specialUse);
  }
}
