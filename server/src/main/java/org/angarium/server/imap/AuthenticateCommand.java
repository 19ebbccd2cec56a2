package org.angarium.server.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.server.auth.AuthContext;
import org.angarium.server.auth.AuthRefusal;
import org.angarium.server.auth.SaslExchange;
import org.angarium.server.net.LineTooLongException;
import org.jspecify.annotations.Nullable;

/** AUTHENTICATE (RFC 9051 §6.2.2, RFC 4959): carries the base64 of a SASL exchange. */
final class AuthenticateCommand {
  private static final int MAX_LINE = 12 << 10;
  private static final int MAX_STEPS = 20;

  private AuthenticateCommand() {}

  static Completion run(ImapSession session, ImapCommand.Authenticate command)
      throws ImapRefusal, IOException, InterruptedException {
    session.notAuthenticated();
    AuthContext context = session.authContext();
    try {
      SaslExchange exchange = session.server().authenticator().start(command.mechanism(), context);
      String initial = command.initialResponse();
      SaslExchange.Step step = exchange.respond(initial == null ? null : decode(initial));
      for (int steps = 0; steps < MAX_STEPS; steps++) {
        switch (step) {
          case SaslExchange.Step.Challenge(byte[] data) ->
              step = exchange.respond(ask(session, data));
          case SaslExchange.Step.Success(var login, byte @Nullable [] data) -> {
            if (data != null) {
              // IMAP's OK carries no data: they go as a challenge with an empty response.
              ask(session, data);
            }
            return session.loggedIn(login);
          }
        }
      }
      throw ImapRefusal.bad("The exchange does not end");
    } catch (AuthRefusal refusal) {
      throw session.loginFailed(refusal);
    }
  }

  private static byte[] ask(ImapSession session, byte[] challenge) throws ImapRefusal, IOException {
    session.setDeadline(); // of the login as a whole
    session.output().proceed(Base64.getEncoder().encodeToString(challenge));
    byte[] line;
    try {
      line = session.connection().readLine(MAX_LINE, false);
    } catch (LineTooLongException e) {
      throw ImapRefusal.bad("Response is too long");
    }
    if (line == null) {
      throw ImapRefusal.bad("No response");
    }
    String response = new String(line, StandardCharsets.US_ASCII);
    if (response.equals("*")) {
      throw ImapRefusal.bad("Authentication cancelled");
    }
    return decode(response);
  }

  private static byte[] decode(String base64) throws ImapRefusal {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw ImapRefusal.bad("Response is not base64");
    }
  }
}
