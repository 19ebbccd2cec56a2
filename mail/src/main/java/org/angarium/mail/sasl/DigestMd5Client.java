package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client of DIGEST-MD5 (RFC 2831), for servers that know nothing better. Wants the server's
 * proof; asks for no protection of what follows. One that has been let in before can come again
 * without a challenge ({@link DigestMd5Session}).
 */
public final class DigestMd5Client implements SaslClient {
  private static final int LONGEST_CHALLENGE = 2_047;

  private final String user;
  private final String authorization;
  private final byte[] password;
  private final String wantedRealm;
  private final String uri;
  private final @Nullable DigestMd5Session before;
  private final SaslLimits limits;
  private final String clientNonce;
  private @Nullable DigestMd5Session session;
  private byte[] expected = new byte[0];
  private State state = State.START;

  private enum State {
    START,
    SENT_UNASKED,
    SENT,
    COMPLETE,
    OVER
  }

  /**
   * @param authorization as whom to act, or empty
   * @param password in UTF-8; wiped at the end of the exchange
   * @param realm the one wanted; empty takes the server's first
   * @param service as registered for SASL, such as {@code imap}
   * @param host the server's name as the user knows it
   * @param before what {@link #session} gave when this user was let in there with this realm; or
   *     null
   * @param clientNonce random, printable; at least 18 octets' worth
   */
  public DigestMd5Client(
      String user,
      String authorization,
      byte[] password,
      String realm,
      String service,
      String host,
      @Nullable DigestMd5Session before,
      SaslLimits limits,
      String clientNonce) {
    this.user = user;
    this.authorization = authorization;
    this.password = password;
    this.wantedRealm = realm;
    this.uri = service + '/' + host;
    this.before = before;
    this.limits = limits;
    this.clientNonce = clientNonce;
  }

  @Override
  public String mechanism() {
    return "DIGEST-MD5";
  }

  @Override
  public boolean hasInitialResponse() {
    return before != null;
  }

  @Override
  public byte[] respond(byte @Nullable [] challenge) throws SaslException {
    State now = state;
    state = State.OVER;
    boolean goesOn = false;
    try {
      byte[] response =
          switch (now) {
            case START -> challenge == null ? unasked() : answer(challenge);
            // Without "stale" too: servers that remember nothing send a plain challenge.
            case SENT_UNASKED ->
                isProof(challenge)
                    ? proven(challenge)
                    : answer(SaslText.message(challenge, limits));
            case SENT -> proven(challenge);
            case COMPLETE, OVER -> throw SaslException.malformed("the exchange is over");
          };
      goesOn = state != State.COMPLETE;
      return response;
    } finally {
      if (!goesOn) {
        Arrays.fill(password, (byte) 0);
      }
    }
  }

  @Override
  public boolean complete() {
    return state == State.COMPLETE;
  }

  /** To come again with; null before the server has proven itself. */
  public @Nullable DigestMd5Session session() {
    return state == State.COMPLETE ? session : null;
  }

  private byte[] unasked() throws SaslException {
    DigestMd5Session known = before;
    if (known == null) {
      throw SaslException.malformed("the server speaks first");
    }
    byte[] response =
        send(
            new DigestMd5Session(
                known.realm(),
                known.nonce(),
                known.clientNonce(),
                known.nonceCount() + 1,
                known.utf8()));
    state = State.SENT_UNASKED;
    return response;
  }

  private byte[] answer(byte[] challenge) throws SaslException {
    DigestDirectives in =
        DigestDirectives.parse(challenge, Math.min(limits.messageOctets(), LONGEST_CHALLENGE));
    if (!in.required("algorithm").equals("md5-sess")) {
      throw SaslException.malformed("an unknown algorithm");
    }
    String qualities = in.once("qop");
    if (qualities != null && !List.of(qualities.split("[, \t]+", -1)).contains("auth")) {
      throw SaslException.malformed("plain authentication is not offered");
    }
    boolean utf8 = in.utf8();
    byte[] response =
        send(new DigestMd5Session(realm(in, utf8), in.required("nonce"), clientNonce, 1, utf8));
    state = State.SENT;
    return response;
  }

  private String realm(DigestDirectives in, boolean utf8) throws SaslException {
    List<String> offered = in.all("realm");
    for (String octets : offered) {
      String realm = DigestDirectives.decode(octets, utf8);
      if (wantedRealm.isEmpty() || realm.equals(wantedRealm)) {
        return realm;
      }
    }
    if (!offered.isEmpty()) {
      throw SaslException.malformed("the realm is not offered");
    }
    return wantedRealm;
  }

  private byte[] send(DigestMd5Session with) throws SaslException {
    if (!with.utf8() && (isWide(user) || isWide(with.realm()))) {
      throw SaslException.malformed("the server takes names in ISO 8859-1 only");
    }
    DigestTerms terms =
        new DigestTerms(
            user,
            with.realm(),
            with.nonce(),
            with.clientNonce(),
            with.nonceCount(),
            uri,
            authorization);
    expected = ("rspauth=" + terms.responseAuth(password)).getBytes(StandardCharsets.US_ASCII);
    session = with;
    String message =
        (with.utf8() ? "charset=utf-8," : "")
            + "username="
            + DigestDirectives.quoted(DigestDirectives.encode(user, with.utf8()))
            + (with.realm().isEmpty()
                ? ""
                : ",realm="
                    + DigestDirectives.quoted(DigestDirectives.encode(with.realm(), with.utf8())))
            + ",nonce="
            + DigestDirectives.quoted(with.nonce())
            + ",nc="
            + terms.count()
            + ",cnonce="
            + DigestDirectives.quoted(with.clientNonce())
            + ",digest-uri="
            + DigestDirectives.quoted(uri)
            + ",response="
            + terms.response(password)
            + ",qop=auth"
            + (authorization.isEmpty()
                ? ""
                : ",authzid="
                    + DigestDirectives.quoted(DigestDirectives.encode(authorization, true)));
    return message.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean isProof(byte @Nullable [] challenge) {
    return challenge != null
        && new String(challenge, StandardCharsets.ISO_8859_1).startsWith("rspauth=");
  }

  private byte[] proven(byte @Nullable [] challenge) throws SaslException {
    if (!MessageDigest.isEqual(SaslText.message(challenge, limits), expected)) {
      throw SaslException.failed("the server does not know the password");
    }
    state = State.COMPLETE;
    return new byte[0];
  }

  private static boolean isWide(String text) {
    return text.chars().anyMatch(c -> c > 0xFF);
  }
}
