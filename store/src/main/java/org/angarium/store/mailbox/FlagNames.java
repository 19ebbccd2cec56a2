package org.angarium.store.mailbox;

import java.util.Set;
import org.angarium.mail.imap.FlagSet;
import org.angarium.store.StoreException;
import org.angarium.store.mailbox.MailboxRefusal.Reason;

/** Turns names of flags into numbers. */
final class FlagNames {
  private static final int MAX_KEYWORD = 100;

  private FlagNames() {}

  /**
   * The numbers of {@code flags}; keywords that the mailbox does not have get one.
   *
   * @param leaveOut whether keywords without room are left out, so that what has them is kept
   * @throws MailboxRefusal CANNOT for what is no flag, LIMIT when there is no room
   */
  static FlagSet flags(
      MailboxChange change, MailboxDraft draft, Set<String> flags, boolean leaveOut)
      throws MailboxRefusal, StoreException {
    FlagSet numbers = FlagSet.EMPTY;
    for (String flag : flags) {
      long bit = MailboxDraft.systemFlag(flag);
      if (bit != 0) {
        numbers = numbers.plus(FlagSet.of(bit));
        continue;
      }
      check(flag);
      int number = change.keyword(draft, flag);
      if (number >= 0) {
        numbers = numbers.with(number);
      } else if (!leaveOut) {
        throw new MailboxRefusal(Reason.LIMIT, "mailbox has too many keywords");
      }
    }
    return numbers;
  }

  /** The numbers of those of {@code flags} that the mailbox has: enough to remove them. */
  static FlagSet known(MailboxDraft draft, Set<String> flags) throws MailboxRefusal {
    FlagSet numbers = FlagSet.EMPTY;
    for (String flag : flags) {
      long bit = MailboxDraft.systemFlag(flag);
      if (bit != 0) {
        numbers = numbers.plus(FlagSet.of(bit));
        continue;
      }
      check(flag);
      int number = draft.knownKeyword(flag);
      if (number >= 0) {
        numbers = numbers.with(number);
      }
    }
    return numbers;
  }

  private static void check(String flag) throws MailboxRefusal {
    if (flag.length() > MAX_KEYWORD) {
      throw new MailboxRefusal(Reason.LIMIT, "keyword is too long");
    }
    if (!isKeyword(flag)) {
      throw new MailboxRefusal(Reason.CANNOT, "no such flag");
    }
  }

  /** Whether the text is an atom (RFC 9051 §9, flag-keyword) of bounded length. */
  static boolean isKeyword(String flag) {
    if (flag.isEmpty() || flag.length() > MAX_KEYWORD) {
      return false;
    }
    for (int i = 0; i < flag.length(); i++) {
      char c = flag.charAt(i);
      if (c <= ' ' || c >= 0x7F || "(){%*\"\\]".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }
}
