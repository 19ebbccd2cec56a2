package org.angarium.server.http;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.angarium.server.admin.Actor;
import org.angarium.server.admin.Administration;
import org.angarium.server.admin.Proof;
import org.angarium.server.auth.AuthContext;
import org.angarium.server.auth.AuthRefusal;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.auth.Login;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks: the machine itself by the node's token (RFC 6750), an account by its address
 * and password (RFC 7617). Neither over a connection that others could overhear. What they may do
 * is not decided here.
 */
final class Gatekeeper {
  private final byte[] token;
  private final Authenticator authenticator;
  private final Administration administration;

  Gatekeeper(String token, Authenticator authenticator, Administration administration) {
    this.token = token.getBytes(StandardCharsets.US_ASCII);
    this.authenticator = authenticator;
    this.administration = administration;
  }

  /**
   * Who asks.
   *
   * @param authorization the header field, or null
   * @param confidential TLS, or both ends on this machine
   * @throws Problem 401, 403, 429 or 503
   * @throws StoreException when the rights of the account cannot be read
   */
  Actor admit(
      @Nullable String authorization, InetAddress client, boolean confidential, String session)
      throws Problem, StoreException, InterruptedException {
    if (!confidential) {
      throw new Problem(
          403,
          "TLS needed",
          "Administration is not possible over a connection in clear.",
          "Use https, or ask from the machine itself.");
    }
    int space = authorization == null ? -1 : authorization.indexOf(' ');
    if (authorization == null || space < 0) {
      throw unauthorized("There is no Authorization field.");
    }
    String credentials = authorization.substring(space + 1).strip();
    return switch (authorization.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "bearer" -> {
        if (!MessageDigest.isEqual(token, credentials.getBytes(StandardCharsets.UTF_8))) {
          throw unauthorized("The token is not the one of this node.");
        }
        yield Actor.system();
      }
      case "basic" -> basic(credentials, new AuthContext("http", session, client, true));
      default -> throw unauthorized("The scheme is unknown.");
    };
  }

  private Actor basic(String credentials, AuthContext context)
      throws Problem, StoreException, InterruptedException {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(credentials);
    } catch (IllegalArgumentException malformed) {
      throw unauthorized("The credentials are no base64.");
    }
    int colon = 0;
    while (colon < decoded.length && decoded[colon] != ':') {
      colon++;
    }
    if (colon == decoded.length) {
      throw unauthorized("The credentials have no colon.");
    }
    byte[] password = Arrays.copyOfRange(decoded, colon + 1, decoded.length);
    try {
      CharBuffer user =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded, 0, colon));
      Login login = authenticator.login(user.toString(), password, context);
      return administration
          .actor(login.account(), Proof.PASSWORD)
          .orElseThrow(() -> unauthorized("Authentication failed"));
    } catch (CharacterCodingException malformed) {
      throw unauthorized("The user's name is no UTF-8.");
    } catch (AuthRefusal refusal) {
      throw switch (refusal.reason()) {
        case THROTTLED ->
            new Problem(429, "Too many failures", text(refusal), "Try again in a few minutes.")
                .with("Retry-After", "60");
        case UNAVAILABLE ->
            new Problem(503, "Unavailable", text(refusal), "Try again in a minute.")
                .with("Retry-After", "60");
        case FAILED, MALFORMED, ABORTED, CLEARTEXT_REFUSED, UNKNOWN_MECHANISM ->
            unauthorized(text(refusal));
      };
    } finally {
      Arrays.fill(decoded, (byte) 0);
      Arrays.fill(password, (byte) 0);
    }
  }

  private static String text(AuthRefusal refusal) {
    return String.valueOf(refusal.getMessage());
  }

  private static Problem unauthorized(String detail) {
    return new Problem(
            401,
            "Authentication required",
            detail,
            "Send the node's token as Bearer, or an account's address and password as Basic.")
        .with("WWW-Authenticate", "Basic realm=\"Angarium\", charset=\"UTF-8\"");
  }
}
