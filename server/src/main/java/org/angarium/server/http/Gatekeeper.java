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
import org.angarium.server.auth.AuthContext;
import org.angarium.server.auth.AuthRefusal;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.auth.Login;
import org.jspecify.annotations.Nullable;

/**
 * Lets administrators in: by the node's token (RFC 6750) or by an administrator's address and
 * password (RFC 7617). Neither over a connection that others could overhear.
 */
final class Gatekeeper {
  private final byte[] token;
  private final Authenticator authenticator;

  Gatekeeper(String token, Authenticator authenticator) {
    this.token = token.getBytes(StandardCharsets.US_ASCII);
    this.authenticator = authenticator;
  }

  /**
   * Who asks.
   *
   * @param authorization the header field, or null
   * @param confidential TLS, or both ends on this machine
   * @return a name for the record
   * @throws Problem 401, 403 or 429
   */
  String admit(
      @Nullable String authorization, InetAddress client, boolean confidential, String session)
      throws Problem, InterruptedException {
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
        yield "token";
      }
      case "basic" -> basic(credentials, new AuthContext("http", session, client, true));
      default -> throw unauthorized("The scheme is unknown.");
    };
  }

  private String basic(String credentials, AuthContext context)
      throws Problem, InterruptedException {
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
      if (!login.administrator()) {
        throw new Problem(
            403,
            "Not an administrator",
            "This account may not administer.",
            "Log in as an administrator.");
      }
      return login.address().toString();
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
            "Send the node's token as Bearer, or an administrator's address and password as Basic.")
        .with("WWW-Authenticate", "Basic realm=\"Angarium\", charset=\"UTF-8\"");
  }
}
