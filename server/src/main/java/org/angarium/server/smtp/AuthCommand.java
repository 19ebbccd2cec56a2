package org.angarium.server.smtp;

import java.io.IOException;
import org.angarium.mail.smtp.SmtpCommand;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.server.auth.AuthRefusal;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.auth.Login;
import org.angarium.server.auth.SaslExchange;
import org.angarium.server.net.LineTooLongException;
import org.angarium.server.net.MalformedLineException;
import org.angarium.server.session.SaslDialogue;

/** AUTH (RFC 4954): carries the bytes of a SASL exchange. */
final class AuthCommand {
  private static final SmtpReply SUCCEEDED = SmtpReply.of(235, "2.7.0", "Authentication succeeded");

  private AuthCommand() {}

  static SmtpReply run(SmtpSession session, SmtpCommand.Auth auth)
      throws IOException, InterruptedException, SmtpRefusal {
    Authenticator authenticator = session.authenticator();
    if (authenticator == null) {
      throw SmtpRefusal.of(502, "5.5.1", "Command not offered");
    }
    if (!session.extended) {
      throw SmtpRefusal.of(503, "5.5.1", "EHLO first");
    }
    if (session.login != null || session.transaction != null) {
      throw SmtpRefusal.of(503, "5.5.1", "Not now");
    }
    try {
      SaslExchange exchange = authenticator.start(auth.mechanism(), session.authContext());
      Login login =
          SaslDialogue.run(exchange, auth.initialResponse(), challenge -> ask(session, challenge));
      session.loggedIn(authenticator, login);
      return SUCCEEDED;
    } catch (AuthRefusal e) {
      throw refusal(e);
    }
  }

  private static byte[] ask(SmtpSession session, String challenge) throws IOException, SmtpRefusal {
    session.prompt(SmtpReply.of(334, challenge));
    try {
      byte[] line = session.line(session.settings.grammar().maxAuthLine());
      if (line == null) {
        throw SmtpRefusal.last(421, "4.3.2", "Closing connection");
      }
      return line;
    } catch (LineTooLongException e) {
      // RFC 4954 §4.
      throw SmtpRefusal.of(500, "5.5.6", "Authentication exchange line is too long");
    } catch (MalformedLineException e) {
      throw SmtpRefusal.of(501, "5.5.2", "Response is not base64");
    }
  }

  private static SmtpRefusal refusal(AuthRefusal refusal) {
    return switch (refusal.reason()) {
      case FAILED -> SmtpRefusal.of(535, "5.7.8", "Authentication credentials invalid");
      case THROTTLED -> SmtpRefusal.of(454, "4.7.0", "Too many failures, try again later");
      case MALFORMED -> SmtpRefusal.of(501, "5.5.2", String.valueOf(refusal.getMessage()));
      case ABORTED -> SmtpRefusal.of(501, "5.7.0", "Authentication aborted");
      case CLEARTEXT_REFUSED ->
          SmtpRefusal.of(538, "5.7.11", "Encryption required for this mechanism");
      case UNKNOWN_MECHANISM -> SmtpRefusal.of(504, "5.5.4", "Mechanism not offered");
      case UNAVAILABLE -> SmtpRefusal.of(454, "4.7.0", "Temporary authentication failure");
    };
  }
}
