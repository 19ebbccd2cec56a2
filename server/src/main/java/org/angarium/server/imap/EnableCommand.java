package org.angarium.server.imap;

import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.ImapWriter;

/** ENABLE (RFC 5161): names that are not known are passed over. */
final class EnableCommand {
  private EnableCommand() {}

  static Completion run(ImapSession session, ImapCommand.Enable command) throws ImapRefusal {
    session.login();
    boolean condstore = command.capabilities().contains("CONDSTORE");
    boolean qresync = command.capabilities().contains("QRESYNC");
    ImapWriter out = session.output().writer();
    out.ascii("* ENABLED");
    if (condstore) {
      out.ascii(" CONDSTORE");
    }
    if (qresync) {
      out.ascii(" QRESYNC");
    }
    out.crlf();
    if (qresync) {
      session.enableQresync();
    } else if (condstore) {
      session.enableCondstore();
    }
    return Completion.of("ENABLE completed");
  }
}
