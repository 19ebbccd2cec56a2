package org.angarium.server.imap;

import java.io.IOException;
import java.util.Arrays;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.server.auth.AuthContext;
import org.angarium.server.auth.AuthRefusal;

/** LOGIN (RFC 9051 §6.2.3): refused where the password could be overheard. */
final class LoginCommand {
  private LoginCommand() {}

  static Completion run(ImapSession session, ImapCommand.Login command)
      throws ImapRefusal, IOException, InterruptedException {
    try {
      session.notAuthenticated();
      AuthContext context = session.authContext();
      if (!context.confidential()) {
        throw ImapRefusal.no("PRIVACYREQUIRED", "Use TLS to log in");
      }
      return session.loggedIn(
          session.server().authenticator().login(command.user(), command.password(), context));
    } catch (AuthRefusal refusal) {
      ImapRefusal failed = session.loginFailed(refusal);
      // Any two strings are a LOGIN by the grammar: one that nobody can have is a failed login.
      throw failed.bad() ? ImapRefusal.no("AUTHENTICATIONFAILED", failed.text()) : failed;
    } finally {
      Arrays.fill(command.password(), (byte) 0);
    }
  }
}
