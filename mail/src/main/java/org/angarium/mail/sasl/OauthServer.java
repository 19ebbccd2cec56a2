package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OAUTHBEARER (RFC 7628) and its forerunner XOAUTH2: an access token of OAuth 2 in place of a
 * password. A token that is refused gets a JSON challenge that says why, an answer of one octet,
 * and only then the failure. Tokens are for who has them: only where nobody listens.
 */
public final class OauthServer implements SaslServer {
  private static final char SEPARATOR = 1;
  private static final int MOST_PAIRS = 16;

  private final boolean bearer;
  private final TokenVerifier verifier;
  private final SaslLimits limits;
  private final byte[] refusal;
  private State state = State.START;

  private enum State {
    START,
    FIRST,
    REFUSED,
    OVER
  }

  private OauthServer(
      boolean bearer, TokenVerifier verifier, String refusalJson, SaslLimits limits) {
    this.bearer = bearer;
    this.verifier = verifier;
    this.limits = limits;
    this.refusal = refusalJson.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param refusalJson what a refused client is told (RFC 7628 §3.2.2): {@code status}, perhaps
   *     {@code scope} and {@code openid-configuration}
   */
  public static OauthServer bearer(TokenVerifier verifier, String refusalJson, SaslLimits limits) {
    return new OauthServer(true, verifier, refusalJson, limits);
  }

  /** The form that came before the standard, and that clients still speak. */
  public static OauthServer xoauth2(TokenVerifier verifier, String refusalJson, SaslLimits limits) {
    return new OauthServer(false, verifier, refusalJson, limits);
  }

  @Override
  public String mechanism() {
    return bearer ? "OAUTHBEARER" : "XOAUTH2";
  }

  @Override
  public SaslStep respond(byte @Nullable [] response) throws SaslException, InterruptedException {
    State now = state;
    state = State.OVER;
    return switch (now) {
      case START -> {
        if (response == null) {
          state = State.FIRST;
          yield new SaslStep.Challenge(new byte[0]);
        }
        yield token(response);
      }
      case FIRST -> token(response);
      case REFUSED -> throw SaslException.failed("the token is not good");
      case OVER -> throw SaslException.malformed("the exchange is over");
    };
  }

  private SaslStep token(byte @Nullable [] response) throws SaslException, InterruptedException {
    byte[] bytes = SaslText.message(response, limits);
    String message = SaslText.utf8(bytes, 0, bytes.length);
    int headEnd = message.indexOf(SEPARATOR);
    if (headEnd < 0) {
      throw SaslException.malformed("no fields");
    }
    String authorization =
        bearer
            ? gs2Authorization(message.substring(0, headEnd))
            : legacyUser(message.substring(0, headEnd));
    if (authorization.length() > limits.nameOctets()) {
      throw SaslException.malformed("a name is longer than " + limits.nameOctets() + " octets");
    }
    String token = token(authorizationField(message, headEnd + 1));
    Optional<String> user = verifier.user(authorization, token);
    if (user.isEmpty()) {
      state = State.REFUSED;
      return new SaslStep.Challenge(refusal.clone());
    }
    return new SaslStep.Done(new SaslIdentity(user.get(), authorization), null);
  }

  /** {@code n,a=user@example.test,}: there is no channel binding in OAUTHBEARER. */
  private static String gs2Authorization(String header) throws SaslException {
    if (!(header.startsWith("n,") || header.startsWith("y,")) || !header.endsWith(",")) {
      throw SaslException.malformed("malformed GS2 header");
    }
    String name = header.length() == 2 ? "" : header.substring(2, header.length() - 1);
    if (header.length() == 2 || name.indexOf(',') >= 0) {
      throw SaslException.malformed("malformed GS2 header");
    }
    if (name.isEmpty()) {
      return "";
    }
    if (!name.startsWith("a=")) {
      throw SaslException.malformed("malformed GS2 header");
    }
    return ScramMessage.unescape(name.substring(2));
  }

  private static String legacyUser(String head) throws SaslException {
    if (!head.startsWith("user=")) {
      throw SaslException.malformed("no user");
    }
    return head.substring("user=".length());
  }

  /** The value of {@code auth} among the key-value pairs, each ended by ^A, all by another ^A. */
  private static String authorizationField(String message, int from) throws SaslException {
    String found = null;
    int at = from;
    for (int pairs = 0; pairs <= MOST_PAIRS; pairs++) {
      int end = message.indexOf(SEPARATOR, at);
      if (end < 0) {
        throw SaslException.malformed("a field without an end");
      }
      if (end == at) {
        if (end != message.length() - 1 || found == null) {
          throw SaslException.malformed("no token");
        }
        return found;
      }
      String pair = message.substring(at, end);
      if (pair.startsWith("auth=")) {
        if (found != null) {
          throw SaslException.malformed("two tokens");
        }
        found = pair.substring("auth=".length());
      } else if (pair.indexOf('=') < 1) {
        throw SaslException.malformed("malformed field");
      }
      at = end + 1;
    }
    throw SaslException.malformed("too many fields");
  }

  /** RFC 6750 §2.1: {@code Bearer} in any case, spaces, the token. */
  private static String token(String authorization) throws SaslException {
    String scheme = "Bearer ";
    if (!authorization.regionMatches(true, 0, scheme, 0, scheme.length())) {
      throw SaslException.malformed("not a bearer token");
    }
    String token = authorization.substring(scheme.length()).strip();
    if (token.isEmpty()) {
      throw SaslException.malformed("no token");
    }
    for (int i = 0; i < token.length(); i++) {
      if (token.charAt(i) <= 0x20 || token.charAt(i) >= 0x7F) {
        throw SaslException.malformed("malformed token");
      }
    }
    return token;
  }
}
