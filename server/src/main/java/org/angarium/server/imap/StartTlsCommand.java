package org.angarium.server.imap;

import java.io.IOException;

/**
 * STARTTLS (RFC 9051 §6.2.1). What the client sent in clear after it is dropped by the connection:
 * nothing said before the handshake counts after it.
 */
final class StartTlsCommand {
  private StartTlsCommand() {}

  static Completion run(ImapSession session, String tag) throws ImapRefusal, IOException {
    session.notAuthenticated();
    if (!session.connection().canStartTls()) {
      throw ImapRefusal.bad("TLS is not available here");
    }
    session.output().completed(tag, Completion.of("Begin TLS now"));
    session.output().flush();
    session.connection().startTls();
    return Completion.ANSWERED;
  }
}
