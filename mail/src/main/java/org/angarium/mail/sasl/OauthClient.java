package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The client of OAUTHBEARER (RFC 7628) and XOAUTH2. A challenge after the token is the server's
 * reason for refusing it: it is kept, and answered with what makes the server say no.
 */
public final class OauthClient implements SaslClient {
  private final boolean bearer;
  private final String message;
  private boolean sent;
  private @Nullable String refusal;

  private OauthClient(boolean bearer, String message) {
    this.bearer = bearer;
    this.message = message;
  }

  /**
   * OAUTHBEARER.
   *
   * @param user as whom to act, or empty
   * @param host the server's name as the client knows it, or empty
   * @param port the server's port, or 0
   */
  public static OauthClient bearer(String user, String token, String host, int port) {
    return new OauthClient(
        true,
        "n,"
            + (user.isEmpty() ? "" : "a=" + ScramMessage.escape(user))
            + ",\u0001"
            + (host.isEmpty() ? "" : "host=" + host + "\u0001")
            + (port == 0 ? "" : "port=" + port + "\u0001")
            + "auth=Bearer "
            + token
            + "\u0001\u0001");
  }

  /** XOAUTH2. */
  public static OauthClient xoauth2(String user, String token) {
    return new OauthClient(false, "user=" + user + "\u0001auth=Bearer " + token + "\u0001\u0001");
  }

  @Override
  public String mechanism() {
    return bearer ? "OAUTHBEARER" : "XOAUTH2";
  }

  @Override
  public boolean hasInitialResponse() {
    return true;
  }

  @Override
  public byte[] respond(byte @Nullable [] challenge) throws SaslException {
    if (!sent) {
      if (challenge != null && challenge.length > 0) {
        throw SaslException.malformed("the server speaks before the client");
      }
      sent = true;
      return message.getBytes(StandardCharsets.UTF_8);
    }
    if (refusal != null || challenge == null) {
      throw SaslException.malformed("the exchange is over");
    }
    refusal = new String(challenge, StandardCharsets.UTF_8);
    // RFC 7628 §3.2.3: one ^A; XOAUTH2 wants an empty answer.
    return bearer ? new byte[] {1} : new byte[0];
  }

  @Override
  public boolean complete() {
    return sent && refusal == null;
  }

  /** The server's reason, as JSON that nobody has checked; null when there was none. */
  public @Nullable String refusal() {
    return refusal;
  }
}
