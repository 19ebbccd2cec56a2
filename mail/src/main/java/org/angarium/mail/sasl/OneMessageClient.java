package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The client of mechanisms that have one message of text: EXTERNAL, ANONYMOUS. */
public final class OneMessageClient implements SaslClient {
  private final String mechanism;
  private final String message;
  private boolean sent;

  private OneMessageClient(String mechanism, String message) {
    this.mechanism = mechanism;
    this.message = message;
  }

  /**
   * EXTERNAL: the channel shows who it is.
   *
   * @param authorization as whom to act, or empty
   */
  public static OneMessageClient external(String authorization) {
    return new OneMessageClient("EXTERNAL", authorization);
  }

  /**
   * ANONYMOUS.
   *
   * @param trace what the server may log; may be empty
   */
  public static OneMessageClient anonymous(String trace) {
    return new OneMessageClient("ANONYMOUS", trace);
  }

  @Override
  public String mechanism() {
    return mechanism;
  }

  @Override
  public boolean hasInitialResponse() {
    return true;
  }

  @Override
  public byte[] respond(byte @Nullable [] challenge) throws SaslException {
    if (sent || (challenge != null && challenge.length > 0)) {
      throw SaslException.malformed(mechanism + " has one message");
    }
    sent = true;
    return message.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean complete() {
    return sent;
  }
}
