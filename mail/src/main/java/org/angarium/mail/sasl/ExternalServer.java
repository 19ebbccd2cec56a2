package org.angarium.mail.sasl;

import org.jspecify.annotations.Nullable;

/**
 * EXTERNAL (RFC 4422 appendix A): the client has shown who it is below this protocol, by a TLS
 * certificate; here it only says as whom it wants to act.
 */
public final class ExternalServer implements SaslServer {
  private final String user;
  private final SaslLimits limits;
  private boolean asked;
  private boolean over;

  /**
   * @param user whom the channel says it is; without one the mechanism is not to be offered
   */
  public ExternalServer(String user, SaslLimits limits) {
    this.user = user;
    this.limits = limits;
  }

  @Override
  public String mechanism() {
    return "EXTERNAL";
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
    String authorization = SaslText.name(message, 0, message.length, limits);
    return new SaslStep.Done(new SaslIdentity(user, authorization), null);
  }
}
