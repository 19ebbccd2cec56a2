package org.angarium.server.imap;

import java.io.IOException;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.view.MailboxView;

/**
 * {@code * VANISHED (EARLIER)}: which UIDs went since a modification sequence (RFC 7162 §3.2.10).
 */
final class Vanished {
  private Vanished() {}

  /**
   * @param asked only these
   */
  static void tell(ImapSession session, SelectedMailbox mailbox, UidSet asked, long since)
      throws MailboxRefusal, IOException {
    UidSet logged = session.mailboxes().expungedSince(mailbox.ref(), since);
    // Where the log no longer reaches back so far: all that could have been there and is not.
    UidSet gone = missing(mailbox.view(), logged == null ? asked : intersection(asked, logged));
    if (!gone.isEmpty()) {
      session.output().writer().ascii("* VANISHED (EARLIER) ").set(gone).crlf();
      session.output().drain();
    }
  }

  static UidSet intersection(UidSet one, UidSet other) {
    UidSet.Builder both = UidSet.builder();
    int i = 0;
    int j = 0;
    while (i < one.rangeCount() && j < other.rangeCount()) {
      long first = Math.max(one.rangeFirst(i), other.rangeFirst(j));
      long last = Math.min(one.rangeLast(i), other.rangeLast(j));
      if (first <= last) {
        both.add(first, last);
      }
      if (one.rangeLast(i) < other.rangeLast(j)) {
        i++;
      } else {
        j++;
      }
    }
    return both.build();
  }

  /** Those of {@code uids} below the next UID that are not in the view. */
  private static UidSet missing(MailboxView view, UidSet uids) {
    UidSet.Builder missing = UidSet.builder();
    long end = view.info().uidNext() - 1;
    for (int range = 0; range < uids.rangeCount(); range++) {
      long next = uids.rangeFirst(range);
      long last = Math.min(uids.rangeLast(range), end);
      int index = view.indexOf(next);
      index = index < 0 ? -index - 1 : index;
      for (; index < view.size() && view.uid(index) <= last; index++) {
        if (view.uid(index) > next) {
          missing.add(next, view.uid(index) - 1);
        }
        next = view.uid(index) + 1;
      }
      if (next <= last) {
        missing.add(next, last);
      }
    }
    return missing.build();
  }
}
