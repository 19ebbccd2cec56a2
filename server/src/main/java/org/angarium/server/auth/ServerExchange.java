package org.angarium.server.auth;

import org.angarium.mail.sasl.SaslException;
import org.angarium.mail.sasl.SaslServer;
import org.angarium.mail.sasl.SaslStep;
import org.jspecify.annotations.Nullable;

/** Runs a mechanism and turns its ends into logins and refusals. */
final class ServerExchange implements SaslExchange {
  private final Authenticator authenticator;
  private final Authenticator.Attempt attempt;
  private final SaslServer server;

  ServerExchange(Authenticator authenticator, Authenticator.Attempt attempt, SaslServer server) {
    this.authenticator = authenticator;
    this.attempt = attempt;
    this.server = server;
  }

  @Override
  public Step respond(byte @Nullable [] response) throws AuthRefusal, InterruptedException {
    SaslStep step;
    try {
      step = server.respond(response);
    } catch (SaslException end) {
      throw refusal(end);
    }
    return switch (step) {
      case SaslStep.Challenge(var data) -> new Step.Challenge(data);
      case SaslStep.Done(var identity, var data) ->
          new Step.Success(authenticator.admitProven(attempt, identity), data);
    };
  }

  private AuthRefusal refusal(SaslException end) throws InterruptedException {
    return switch (end.reason()) {
      case FAILED -> authenticator.fail(attempt);
      case MALFORMED -> {
        attempt.cause = "malformed";
        authenticator.report(attempt);
        yield new AuthRefusal(AuthRefusal.Reason.MALFORMED, "Malformed authentication exchange");
      }
      case CHANNEL_BINDING -> {
        attempt.cause = "channel-binding";
        authenticator.report(attempt);
        yield new AuthRefusal(AuthRefusal.Reason.FAILED, "Authentication failed");
      }
      case UNAVAILABLE ->
          end.getCause() instanceof AuthRefusal inner
              ? inner
              : new AuthRefusal(
                  AuthRefusal.Reason.UNAVAILABLE, "Authentication is not available at present");
    };
  }
}
