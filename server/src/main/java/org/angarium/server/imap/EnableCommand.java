package org.angarium.server.imap;

import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.ImapWriter;

/** ENABLE (RFC 5161): names that are not known are passed over. */
final class EnableCommand {
  private EnableCommand() {}

  static Completion run(ImapSession session, ImapCommand.Enable command) throws ImapRefusal {
    session.login();
    ImapWriter out = session.output().writer();
    out.ascii("* ENABLED");
    for (String name : command.capabilities()) {
      switch (name) {
        case "CONDSTORE" -> session.enableCondstore();
        case "QRESYNC" -> session.enableQresync();
        default -> {
          continue;
        }
      }
      out.octet(' ').ascii(name);
    }
    out.crlf();
    return Completion.of("ENABLE completed");
  }
}
