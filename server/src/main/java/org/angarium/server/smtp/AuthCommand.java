package org.angarium.server.smtp;

import java.io.IOException;
import java.util.Base64;
import org.angarium.mail.smtp.SmtpCommand;
import org.angarium.mail.smtp.SmtpCommandParser;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.server.auth.AuthRefusal;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.auth.SaslExchange;
import org.angarium.server.net.LineTooLongException;
import org.angarium.server.net.MalformedLineException;
import org.jspecify.annotations.Nullable;

/** AUTH (RFC 4954): carries the bytes of a SASL exchange. */
final class AuthCommand {
  private static final SmtpReply SUCCEEDED = SmtpReply.of(235, "2.7.0", "Authentication succeeded");

  /** No mechanism has more; a faulty one must not go on for ever. */
  private static final int MAX_STEPS = 20;

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
      return exchange(session, authenticator, exchange, auth.initialResponse());
    } catch (AuthRefusal e) {
      throw refusal(e);
    }
  }

  private static SmtpReply exchange(
      SmtpSession session,
      Authenticator authenticator,
      SaslExchange exchange,
      byte @Nullable [] initial)
      throws IOException, InterruptedException, SmtpRefusal, AuthRefusal {
    SaslExchange.Step step = exchange.respond(initial);
    for (int steps = 0; steps < MAX_STEPS; steps++) {
      switch (step) {
        case SaslExchange.Step.Challenge(byte[] data) ->
            step = exchange.respond(ask(session, data));
        case SaslExchange.Step.Success(var login, byte[] data) -> {
          // RFC 4954 §4: data that come with success go as a challenge; the client has no more to
          // say to it.
          if (data != null && data.length > 0 && ask(session, data).length > 0) {
            throw SmtpRefusal.of(501, "5.5.2", "Empty response expected");
          }
          session.loggedIn(authenticator, login);
          return SUCCEEDED;
        }
      }
    }
    throw SmtpRefusal.of(535, "5.7.8", "Authentication failed", "exchange without end");
  }

  private static byte[] ask(SmtpSession session, byte[] challenge) throws IOException, SmtpRefusal {
    session.reply(SmtpReply.of(334, Base64.getEncoder().encodeToString(challenge)));
    byte[] line;
    try {
      line = session.connection.readLine(session.settings.grammar().maxAuthLine(), true);
    } catch (LineTooLongException e) {
      // RFC 4954 §4.
      throw SmtpRefusal.of(500, "5.5.6", "Authentication exchange line is too long");
    } catch (MalformedLineException e) {
      throw SmtpRefusal.of(501, "5.5.2", "Response is not base64");
    }
    if (line == null) {
      throw SmtpRefusal.last(421, "4.3.2", "Closing connection");
    }
    if (line.length == 1 && line[0] == '*') {
      throw SmtpRefusal.of(501, "5.7.0", "Authentication aborted");
    }
    byte[] response = SmtpCommandParser.base64(line, 0, line.length);
    if (response == null) {
      throw SmtpRefusal.of(501, "5.5.2", "Response is not base64");
    }
    return response;
  }

  private static SmtpRefusal refusal(AuthRefusal refusal) {
    return switch (refusal.reason()) {
      case FAILED -> SmtpRefusal.of(535, "5.7.8", "Authentication credentials invalid");
      case THROTTLED -> SmtpRefusal.of(454, "4.7.0", "Too many failures, try again later");
      case MALFORMED -> SmtpRefusal.of(501, "5.5.2", "Malformed response");
      case ABORTED -> SmtpRefusal.of(501, "5.7.0", "Authentication aborted");
      case CLEARTEXT_REFUSED ->
          SmtpRefusal.of(538, "5.7.11", "Encryption required for this mechanism");
      case UNKNOWN_MECHANISM -> SmtpRefusal.of(504, "5.5.4", "Mechanism not offered");
      case UNAVAILABLE -> SmtpRefusal.of(454, "4.7.0", "Temporary authentication failure");
    };
  }
}
