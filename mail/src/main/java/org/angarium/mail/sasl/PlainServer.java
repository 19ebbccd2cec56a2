package org.angarium.mail.sasl;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * PLAIN (RFC 4616): {@code [authzid] NUL authcid NUL password} in one message. Reveals the
 * password: only where nobody listens.
 */
public final class PlainServer implements SaslServer {
  private final PasswordVerifier verifier;
  private final SaslLimits limits;
  private boolean asked;
  private boolean over;

  public PlainServer(PasswordVerifier verifier, SaslLimits limits) {
    this.verifier = verifier;
    this.limits = limits;
  }

  @Override
  public String mechanism() {
    return "PLAIN";
  }

  @Override
  public SaslStep respond(byte @Nullable [] response) throws SaslException, InterruptedException {
    if (over) {
      throw SaslException.malformed("the exchange is over");
    }
    if (response == null && !asked) {
      asked = true;
      return new SaslStep.Challenge(new byte[0]);
    }
    over = true;
    byte[] message = SaslText.message(response, limits);
    int first = SaslText.indexOf(message, 0, 0);
    int second = first < 0 ? -1 : SaslText.indexOf(message, 0, first + 1);
    if (second < 0 || SaslText.indexOf(message, 0, second + 1) >= 0) {
      throw SaslException.malformed("PLAIN has three fields");
    }
    String authorization = SaslText.name(message, 0, first, limits);
    String user = SaslText.name(message, first + 1, second, limits);
    byte[] password = Arrays.copyOfRange(message, second + 1, message.length);
    try {
      // RFC 4616 §2: neither is empty.
      if (user.isEmpty() || password.length == 0 || password.length > limits.secretOctets()) {
        throw SaslException.malformed("PLAIN with a user name or password out of bounds");
      }
      SaslIdentity identity = new SaslIdentity(user, authorization);
      if (!verifier.verify(identity, password)) {
        throw SaslException.failed("wrong user name or password");
      }
      return new SaslStep.Done(identity, null);
    } finally {
      Arrays.fill(password, (byte) 0);
      Arrays.fill(message, (byte) 0);
    }
  }
}
