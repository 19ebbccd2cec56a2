package org.angarium.store.mailbox;

import java.util.Set;
import org.angarium.store.mailbox.MailboxRefusal.Reason;

/** Turns names of flags into bits. */
final class FlagNames {
  private static final int MAX_KEYWORD = 100;

  private FlagNames() {}

  /**
   * The bits of {@code flags}; keywords that the mailbox does not have get one.
   *
   * @throws MailboxRefusal CANNOT for what is no flag, LIMIT when no bit is left
   */
  static long bits(MailboxDraft draft, Set<String> flags) throws MailboxRefusal {
    long bits = 0;
    for (String flag : flags) {
      long bit = MailboxDraft.systemFlag(flag);
      if (bit == 0) {
        check(flag);
        bit = draft.keyword(flag);
        if (bit == 0) {
          throw new MailboxRefusal(Reason.LIMIT, "mailbox has too many keywords");
        }
      }
      bits |= bit;
    }
    return bits;
  }

  /** The bits of those of {@code flags} that the mailbox has: enough to remove them. */
  static long knownBits(MailboxDraft draft, Set<String> flags) throws MailboxRefusal {
    long bits = 0;
    for (String flag : flags) {
      long bit = MailboxDraft.systemFlag(flag);
      if (bit == 0) {
        check(flag);
        bit = draft.knownKeyword(flag);
      }
      bits |= bit;
    }
    return bits;
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
