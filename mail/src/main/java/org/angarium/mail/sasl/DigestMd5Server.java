package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * DIGEST-MD5 (RFC 2831), historic since RFC 6331 and only for devices that know nothing better: a
 * digest of the password, a realm and nonces of both sides. The server must keep the password
 * itself; it proves itself in return. Authentication only: no layer that protects what follows,
 * which is TLS's matter.
 *
 * <p>A client that was here before may use its nonce again and save a round trip, if there are
 * {@link DigestMd5Sessions}.
 */
public final class DigestMd5Server implements SaslServer {
  private static final int LONGEST_RESPONSE = 4_095;

  private final DigestMd5Realm realm;
  private final String nonce;
  private final @Nullable DigestMd5Sessions sessions;
  private final long epochSecond;
  private final SecretLookup lookup;
  private final SaslLimits limits;
  private State state = State.START;

  private enum State {
    START,
    CHALLENGED,
    OVER
  }

  /** A response, and what its author says that it is. */
  private record Claim(DigestTerms terms, String response) {}

  /**
   * @param nonce never used before: at least 18 random octets, printable
   * @param sessions which nonces are known from earlier logins, or null for none
   * @param epochSecond now, for the age of these
   */
  public DigestMd5Server(
      DigestMd5Realm realm,
      String nonce,
      @Nullable DigestMd5Sessions sessions,
      long epochSecond,
      SecretLookup lookup,
      SaslLimits limits) {
    this.realm = realm;
    this.nonce = nonce;
    this.sessions = sessions;
    this.epochSecond = epochSecond;
    this.lookup = lookup;
    this.limits = limits;
  }

  @Override
  public String mechanism() {
    return "DIGEST-MD5";
  }

  @Override
  public SaslStep respond(byte @Nullable [] response) throws SaslException, InterruptedException {
    State now = state;
    state = State.OVER;
    return switch (now) {
      case START -> response == null || response.length == 0 ? challenge(false) : again(response);
      case CHALLENGED -> first(claim(response));
      case OVER -> throw SaslException.malformed("the exchange is over");
    };
  }

  private SaslStep challenge(boolean stale) {
    StringBuilder challenge = new StringBuilder(160);
    for (String offered : realm.realms()) {
      challenge
          .append("realm=")
          .append(DigestDirectives.quoted(DigestDirectives.encode(offered, true)))
          .append(',');
    }
    challenge.append("nonce=").append(DigestDirectives.quoted(nonce)).append(",qop=\"auth\"");
    challenge.append(stale ? ",stale=true" : "").append(",charset=utf-8,algorithm=md5-sess");
    state = State.CHALLENGED;
    return new SaslStep.Challenge(challenge.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private SaslStep first(Claim claim) throws SaslException, InterruptedException {
    DigestTerms terms = claim.terms;
    if (!terms.nonce().equals(nonce)) {
      throw SaslException.malformed("the nonce is not ours");
    }
    if (terms.nonceCount() != 1) {
      throw SaslException.malformed("a new nonce is used for the first time");
    }
    String proof = proof(claim);
    if (sessions != null) {
      sessions.remember(
          nonce,
          new DigestMd5Sessions.Session(
              terms.user(), terms.realm(), terms.clientNonce(), 1, epochSecond));
    }
    return done(terms, proof);
  }

  /**
   * §2.2.2. Where the RFC lets a wrong digest be answered with a challenge, this fails: guesses
   * would cost nothing otherwise.
   */
  private SaslStep again(byte[] response) throws SaslException, InterruptedException {
    Claim claim = claim(response);
    DigestTerms terms = claim.terms;
    DigestMd5Sessions.Session session = sessions == null ? null : sessions.find(terms.nonce());
    if (session == null
        || !session.user().equals(terms.user())
        || !session.realm().equals(terms.realm())
        || !session.clientNonce().equals(terms.clientNonce())) {
      return challenge(false);
    }
    String proof = proof(claim);
    return sessions != null && sessions.use(terms.nonce(), terms.nonceCount(), epochSecond)
        ? done(terms, proof)
        : challenge(true);
  }

  private Claim claim(byte @Nullable [] response) throws SaslException {
    DigestDirectives in =
        DigestDirectives.parse(
            SaslText.message(response, limits), Math.min(limits.messageOctets(), LONGEST_RESPONSE));
    boolean utf8 = in.utf8();
    String user = DigestDirectives.decode(bounded(in.required("username")), utf8);
    String wanted = in.once("realm");
    String chosen = DigestDirectives.decode(wanted == null ? "" : wanted, utf8);
    if (!realm.realms().contains(chosen)) {
      throw SaslException.malformed("the realm is not one of ours");
    }
    String quality = in.once("qop");
    if (quality != null && !quality.equals("auth")) {
      throw SaslException.malformed("no protection but authentication was offered");
    }
    String uri = in.required("digest-uri");
    if (!realm.isMeantBy(uri)) {
      throw SaslException.malformed("another server is meant");
    }
    // §2.1.2: always UTF-8, whatever the charset of the rest.
    String authorization = in.once("authzid");
    if (authorization != null && authorization.isEmpty()) {
      throw SaslException.malformed("an empty authorization identity");
    }
    return new Claim(
        new DigestTerms(
            user,
            chosen,
            in.required("nonce"),
            in.required("cnonce"),
            count(in.required("nc")),
            uri,
            authorization == null ? "" : DigestDirectives.decode(bounded(authorization), true)),
        in.required("response"));
  }

  private String bounded(String octets) throws SaslException {
    if (octets.length() > limits.nameOctets()) {
      throw SaslException.malformed("a name is longer than " + limits.nameOctets() + " octets");
    }
    return octets;
  }

  private static long count(String digits) throws SaslException {
    long count = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), 16);
      if (digits.length() != 8 || digits.charAt(i) > 'f' || digit < 0) {
        throw SaslException.malformed("a count has eight hexadecimal digits");
      }
      count = count << 4 | digit;
    }
    return count;
  }

  /** Our proof in return for a right one. */
  private String proof(Claim claim) throws SaslException, InterruptedException {
    byte[] secret = lookup.secret(claim.terms.user());
    // For one who isn't there the same work is done, in vain.
    byte[] password = secret == null ? new byte[16] : secret;
    byte[] expected = claim.terms.response(password).getBytes(StandardCharsets.US_ASCII);
    String proof = claim.terms.responseAuth(password);
    Arrays.fill(password, (byte) 0);
    byte[] given = claim.response.getBytes(StandardCharsets.ISO_8859_1);
    if (!MessageDigest.isEqual(expected, given) || secret == null) {
      throw SaslException.failed("wrong user name or password");
    }
    return proof;
  }

  private static SaslStep done(DigestTerms terms, String proof) {
    return new SaslStep.Done(
        new SaslIdentity(terms.user(), terms.authorization()),
        ("rspauth=" + proof).getBytes(StandardCharsets.US_ASCII));
  }
}
