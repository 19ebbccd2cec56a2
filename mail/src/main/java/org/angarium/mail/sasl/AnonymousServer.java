package org.angarium.mail.sasl;

import org.jspecify.annotations.Nullable;

/**
 * ANONYMOUS (RFC 4505): nobody in particular, who may leave a trace (a mail address or any word, at
 * most 255 characters). The identity's user is {@code anonymous}; the trace stands in its
 * authorization.
 */
public final class AnonymousServer implements SaslServer {
  private static final int TRACE_CHARACTERS = 255;

  private final SaslLimits limits;
  private boolean asked;
  private boolean over;

  public AnonymousServer(SaslLimits limits) {
    this.limits = limits;
  }

  @Override
  public String mechanism() {
    return "ANONYMOUS";
  }

  @Override
  public SaslStep respond(byte @Nullable [] response) throws SaslException {
    if (over) {
      throw SaslException.malformed("the exchange is over");
    }
    if (response == null && !asked) {
      asked = true;
      return new SaslStep.Challenge(new byte[0]);
    }
    over = true;
    byte[] message = SaslText.message(response, limits);
    String trace = SaslText.name(message, 0, message.length, limits);
    if (trace.codePointCount(0, trace.length()) > TRACE_CHARACTERS
        || trace.chars().anyMatch(Character::isISOControl)) {
      throw SaslException.malformed("a trace out of bounds");
    }
    return new SaslStep.Done(new SaslIdentity("anonymous", trace), null);
  }
}
