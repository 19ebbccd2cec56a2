package org.angarium.server.imap;

import java.util.List;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.store.mailbox.MailboxView;

/** {@code * FLAGS} and {@code PERMANENTFLAGS}: which flags a mailbox has (RFC 9051 §7.3.5). */
final class FlagNames {
  private FlagNames() {}

  static void write(ImapWriter out, MailboxView view, boolean readOnly) {
    out.ascii("* FLAGS (");
    names(out, view.flagNames());
    out.octet(')').crlf();
    out.ascii("* OK [PERMANENTFLAGS (");
    if (!readOnly) {
      names(out, view.flagNames());
      out.ascii(" \\*");
    }
    out.ascii(")] Flags that stay").crlf();
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
