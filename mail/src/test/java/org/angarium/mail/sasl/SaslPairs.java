package org.angarium.mail.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;

/** A server and a client of each mechanism that let each other in: tim acts as boss. */
final class SaslPairs {
  static final SaslLimits LIMITS = new SaslLimits(2_000, 60, 60, 1, 100);
  private static final ChannelBinding BINDING = new ChannelBinding("tls-exporter", new byte[] {7});
  static final List<String> MECHANISMS =
      List.of(
          "PLAIN",
          "LOGIN",
          "CRAM-MD5",
          "DIGEST-MD5",
          "SCRAM",
          "SCRAM-PLUS",
          "OAUTHBEARER",
          "XOAUTH2",
          "EXTERNAL",
          "ANONYMOUS");
  private static final ScramCredential CREDENTIAL =
      ScramCredential.derive(ScramHash.SHA_256, "secret".getBytes(UTF_8), new byte[] {1}, 2);

  private SaslPairs() {}

  static SaslServer server(String mechanism) {
    PasswordVerifier verifier =
        (identity, password) ->
            identity.user().equals("tim") && new String(password, UTF_8).equals("secret");
    SecretLookup lookup = user -> user.equals("tim") ? "secret".getBytes(UTF_8) : null;
    TokenVerifier tokens =
        (claimed, token) -> token.equals("abc") ? Optional.of("tim") : Optional.empty();
    return switch (mechanism) {
      case "PLAIN" -> new PlainServer(verifier, LIMITS);
      case "LOGIN" -> new LoginServer(verifier, LIMITS);
      case "CRAM-MD5" -> new CramMd5Server("<17.42@example.org>", lookup, LIMITS);
      case "DIGEST-MD5" ->
          new DigestMd5Server(
              new DigestMd5Realm("imap", List.of("example.org"), List.of("a realm", "other")),
              "nonce+0123/456789",
              new DigestMd5Sessions(2, 60),
              0,
              lookup,
              LIMITS);
      case "OAUTHBEARER" -> OauthServer.bearer(tokens, "{}", LIMITS);
      case "XOAUTH2" -> OauthServer.xoauth2(tokens, "{}", LIMITS);
      case "EXTERNAL" -> new ExternalServer("tim", LIMITS);
      case "ANONYMOUS" -> new AnonymousServer(LIMITS);
      default ->
          new ScramServer(
              ScramHash.SHA_256,
              mechanism.endsWith("-PLUS"),
              List.of(BINDING),
              false,
              (hash, user) -> CREDENTIAL,
              LIMITS,
              "snonce0123456789");
    };
  }

  static SaslClient client(String mechanism) {
    byte[] secret = "secret".getBytes(UTF_8);
    return switch (mechanism) {
      case "PLAIN" -> new PlainClient("tim", "boss", secret);
      case "LOGIN" -> new LoginClient("tim", secret);
      case "CRAM-MD5" -> new CramMd5Client("tim", secret, LIMITS);
      case "DIGEST-MD5" ->
          new DigestMd5Client(
              "tim", "boss", secret, "", "imap", "example.org", null, LIMITS, "cnonce+0123");
      case "OAUTHBEARER" -> OauthClient.bearer("tim", "abc", "example.org", 143);
      case "XOAUTH2" -> OauthClient.xoauth2("tim", "abc");
      case "EXTERNAL" -> OneMessageClient.external("boss");
      case "ANONYMOUS" -> OneMessageClient.anonymous("trace");
      default ->
          new ScramClient(
              ScramHash.SHA_256,
              "tim",
              "boss",
              secret,
              mechanism.endsWith("-PLUS") ? BINDING : null,
              false,
              LIMITS,
              "cnonce0123456789");
    };
  }
}
