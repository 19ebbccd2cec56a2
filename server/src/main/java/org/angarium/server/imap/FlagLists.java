package org.angarium.server.imap;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.store.view.MailboxView;
import org.angarium.store.view.SystemFlag;

/** {@code * FLAGS} and {@code PERMANENTFLAGS}: which flags a mailbox has (RFC 9051 §7.3.5). */
final class FlagLists {
  private static final Set<String> SYSTEM_FLAGS =
      Arrays.stream(SystemFlag.values())
          .map(SystemFlag::flagName)
          .collect(Collectors.toUnmodifiableSet());

  private FlagLists() {}

  static void write(ImapWriter out, MailboxView view, boolean readOnly) {
    out.ascii("* FLAGS (");
    names(out, view.flagNames());
    out.octet(')').crlf();
    out.ascii("* OK [PERMANENTFLAGS (");
    if (!readOnly) {
      names(out, view.flagNames());
      out.ascii(view.takesKeywords() ? " \\*" : "");
    }
    out.ascii(")] Flags that stay").crlf();
  }

  /**
   * Refuses system flags that no mailbox has: a command with them is well-formed (RFC 3501 §9
   * {@code flag-extension}) and cannot be done.
   */
  static void checkSettable(Set<String> flags) throws ImapRefusal {
    for (String flag : flags) {
      if (flag.startsWith("\\") && !SYSTEM_FLAGS.contains(flag)) {
        throw ImapRefusal.no("CANNOT", "There is no such system flag");
      }
    }
  }

  private static void names(ImapWriter out, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (i > 0) {
        out.octet(' ');
      }
      out.ascii(names.get(i));
    }
  }
}
