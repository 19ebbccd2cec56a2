package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * LOGIN (draft-murchison-sasl-login-00; never a standard, but old clients know nothing else): user
 * name and password, each asked for. An initial response, which some clients send, is the user
 * name. Reveals the password: only where nobody listens.
 */
public final class LoginServer implements SaslServer {
  private final PasswordVerifier verifier;
  private final SaslLimits limits;
  private State state = State.START;
  private String user = "";

  private enum State {
    START,
    USER,
    PASSWORD,
    OVER
  }

  public LoginServer(PasswordVerifier verifier, SaslLimits limits) {
    this.verifier = verifier;
    this.limits = limits;
  }

  @Override
  public String mechanism() {
    return "LOGIN";
  }

  @Override
  public SaslStep respond(byte @Nullable [] response) throws SaslException, InterruptedException {
    State now = state;
    state = State.OVER;
    return switch (now) {
      case START -> {
        if (response == null) {
          state = State.USER;
          yield challenge("Username:");
        }
        yield user(response);
      }
      case USER -> user(response);
      case PASSWORD -> password(response);
      case OVER -> throw SaslException.malformed("the exchange is over");
    };
  }

  private SaslStep user(byte @Nullable [] response) throws SaslException {
    byte[] message = SaslText.message(response, limits);
    user = SaslText.name(message, 0, message.length, limits);
    if (user.isEmpty()) {
      throw SaslException.malformed("LOGIN without a user name");
    }
    state = State.PASSWORD;
    return challenge("Password:");
  }

  private SaslStep password(byte @Nullable [] response) throws SaslException, InterruptedException {
    byte[] password = SaslText.message(response, limits);
    try {
      if (password.length == 0
          || password.length > limits.secretOctets()
          || SaslText.indexOf(password, 0, 0) >= 0) {
        throw SaslException.malformed("LOGIN with a password out of bounds");
      }
      SaslIdentity identity = new SaslIdentity(user, "");
      if (!verifier.verify(identity, password)) {
        throw SaslException.failed("wrong user name or password");
      }
      return new SaslStep.Done(identity, null);
    } finally {
      Arrays.fill(password, (byte) 0);
    }
  }

  private static SaslStep challenge(String prompt) {
    return new SaslStep.Challenge(prompt.getBytes(StandardCharsets.US_ASCII));
  }
}
