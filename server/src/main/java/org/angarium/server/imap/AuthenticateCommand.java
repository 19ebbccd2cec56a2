package org.angarium.server.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.server.auth.AuthContext;
import org.angarium.server.auth.AuthRefusal;
import org.angarium.server.auth.Login;
import org.angarium.server.auth.SaslExchange;
import org.angarium.server.net.LineTooLongException;
import org.angarium.server.session.SaslDialogue;

/** AUTHENTICATE (RFC 9051 §6.2.2, RFC 4959): carries the base64 of a SASL exchange. */
final class AuthenticateCommand {
  private static final int MAX_LINE = 12 << 10;

  private AuthenticateCommand() {}

  static Completion run(ImapSession session, ImapCommand.Authenticate command)
      throws ImapRefusal, IOException, InterruptedException {
    session.notAuthenticated();
    AuthContext context = session.authContext();
    try {
      SaslExchange exchange = session.server().authenticator().start(command.mechanism(), context);
      String initial = command.initialResponse();
      Login login =
          SaslDialogue.run(
              exchange,
              initial == null
                  ? null
                  : SaslDialogue.decode(initial.getBytes(StandardCharsets.US_ASCII)),
              challenge -> ask(session, challenge));
      return session.loggedIn(login);
    } catch (AuthRefusal refusal) {
      throw session.loginFailed(refusal);
    }
  }

  private static byte[] ask(ImapSession session, String challenge) throws ImapRefusal, IOException {
    session.connection().deadline(session.patience()); // of the login as a whole
    session.output().proceed(challenge);
    byte[] line;
    try {
      line = session.connection().readLine(MAX_LINE, false);
    } catch (LineTooLongException e) {
      throw ImapRefusal.bad("Response is too long");
    }
    if (line == null) {
      throw ImapRefusal.bad("No response");
    }
    return line;
  }
}
