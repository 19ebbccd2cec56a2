package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * CRAM-MD5 (RFC 2195): a keyed digest of a challenge. For devices that know nothing better; the
 * server must keep the password itself, and is not proven to the client.
 */
public final class CramMd5Server implements SaslServer {
  private static final int DIGEST_CHARS = 32;

  private final SecretLookup lookup;
  private final SaslLimits limits;
  private final byte[] challenge;
  private State state = State.START;

  private enum State {
    START,
    CHALLENGED,
    OVER
  }

  /**
   * @param challenge never used before: {@code <random.time@host>}
   */
  public CramMd5Server(String challenge, SecretLookup lookup, SaslLimits limits) {
    this.lookup = lookup;
    this.limits = limits;
    this.challenge = challenge.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String mechanism() {
    return "CRAM-MD5";
  }

  @Override
  public SaslStep respond(byte @Nullable [] response) throws SaslException, InterruptedException {
    State now = state;
    state = State.OVER;
    return switch (now) {
      case START -> {
        if (response != null) {
          throw SaslException.malformed("the server speaks first");
        }
        state = State.CHALLENGED;
        yield new SaslStep.Challenge(challenge.clone());
      }
      case CHALLENGED -> check(SaslText.message(response, limits));
      case OVER -> throw SaslException.malformed("the exchange is over");
    };
  }

  private SaslStep check(byte[] message) throws SaslException, InterruptedException {
    int space = message.length - DIGEST_CHARS - 1;
    if (space < 1 || message[space] != ' ') {
      throw SaslException.malformed("a name and a digest were expected");
    }
    String user = SaslText.name(message, 0, space, limits);
    byte[] digest = Arrays.copyOfRange(message, space + 1, message.length);
    byte[] secret = lookup.secret(user);
    // For one who isn't there the same work is done, in vain.
    byte[] password = secret == null ? new byte[16] : secret;
    boolean right =
        MessageDigest.isEqual(CramMd5.digest(password, challenge), digest) && secret != null;
    Arrays.fill(password, (byte) 0);
    if (!right) {
      throw SaslException.failed("wrong user name or password");
    }
    return new SaslStep.Done(new SaslIdentity(user, ""), null);
  }
}
