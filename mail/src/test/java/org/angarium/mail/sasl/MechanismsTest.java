package org.angarium.mail.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.angarium.mail.sasl.ScramTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.angarium.mail.sasl.SaslException.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MechanismsTest {
  private static final SaslLimits LIMITS = SaslLimits.DEFAULT;
  private static final PasswordVerifier VERIFIER =
      (identity, password) ->
          identity.user().equals("tim") && new String(password, UTF_8).equals("tanstaaftanstaaf");

  // RFC 4616 §4, RFC 2195 §2 use the same name and password.
  @Test
  void plainTakesThreeFields() throws Exception {
    assertThat(identity(plain().respond(utf8("\0tim\0tanstaaftanstaaf"))))
        .isEqualTo(new SaslIdentity("tim", ""));
    assertThat(identity(plain().respond(utf8("Ursel\0tim\0tanstaaftanstaaf"))))
        .isEqualTo(new SaslIdentity("tim", "Ursel"));
    assertRefused(Reason.FAILED, () -> plain().respond(utf8("\0tim\0wrong")));
    for (String bad :
        List.of(
            "",
            "tim",
            "tim\0x",
            "\0\0x",
            "\0tim\0",
            "\0tim\0x\0",
            "\0tim\0" + "x".repeat(1_025),
            "\0" + "t".repeat(1_021) + "\0x",
            "x".repeat(20_000))) {
      assertRefused(Reason.MALFORMED, () -> plain().respond(utf8(bad)));
    }
    assertRefused(Reason.MALFORMED, () -> plain().respond(new byte[] {0, (byte) 0xFF, 0, 'x'}));
    PlainServer server = plain();
    server.respond(null);
    assertRefused(Reason.MALFORMED, () -> server.respond(null));
  }

  @Test
  void loginAsksForNameAndPassword() throws Exception {
    LoginServer server = new LoginServer(VERIFIER, LIMITS);
    assertThat(challenge(server.respond(null))).isEqualTo("Username:");
    assertThat(challenge(server.respond(utf8("tim")))).isEqualTo("Password:");
    assertThat(identity(server.respond(utf8("tanstaaftanstaaf"))))
        .isEqualTo(new SaslIdentity("tim", ""));
    assertRefused(Reason.MALFORMED, () -> server.respond(utf8("again")));

    LoginServer initial = new LoginServer(VERIFIER, LIMITS);
    assertThat(challenge(initial.respond(utf8("tim")))).isEqualTo("Password:");
    assertRefused(Reason.FAILED, () -> initial.respond(utf8("wrong")));

    for (String bad : List.of("", "a\0b", "x".repeat(2_000))) {
      LoginServer names = new LoginServer(VERIFIER, LIMITS);
      assertRefused(Reason.MALFORMED, () -> names.respond(utf8(bad)));
      LoginServer passwords = new LoginServer(VERIFIER, LIMITS);
      passwords.respond(utf8("tim"));
      assertRefused(Reason.MALFORMED, () -> passwords.respond(utf8(bad)));
    }
  }

  @Test
  void passwordsAreWiped() throws Exception {
    List<byte[]> seen = new ArrayList<>();
    PlainServer server =
        new PlainServer(
            (identity, password) -> {
              seen.add(password);
              return true;
            },
            LIMITS);
    byte[] message = utf8("\0tim\0secret");
    server.respond(message);
    assertThat(message).containsOnly(0);
    assertThat(seen.getFirst()).containsOnly(0);
  }

  @Test
  void clientsAndServersUnderstandEachOther() throws Exception {
    assertThat(run(new PlainClient("tim", "x", utf8("tanstaaftanstaaf")), plain()))
        .isEqualTo(new SaslIdentity("tim", "x"));
    assertThat(
            run(
                new LoginClient("tim", utf8("tanstaaftanstaaf")),
                new LoginServer(VERIFIER, LIMITS)))
        .isEqualTo(new SaslIdentity("tim", ""));
    assertThat(run(OneMessageClient.external("x"), new ExternalServer("tim", LIMITS)))
        .isEqualTo(new SaslIdentity("tim", "x"));
    assertThat(run(OneMessageClient.external(""), new ExternalServer("tim", LIMITS)))
        .isEqualTo(new SaslIdentity("tim", ""));
    assertThat(run(OneMessageClient.anonymous("sirhc"), new AnonymousServer(LIMITS)))
        .isEqualTo(new SaslIdentity("anonymous", "sirhc"));
    assertThat(
            run(
                new CramMd5Client("tim", utf8("tanstaaftanstaaf"), LIMITS),
                new CramMd5Server("<1@x>", user -> utf8("tanstaaftanstaaf"), LIMITS)))
        .isEqualTo(new SaslIdentity("tim", ""));
    assertThat(
            run(
                OauthClient.bearer("tim@a.test", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGE=", "h", 993),
                OauthServer.bearer(MechanismsTest::owner, "{}", LIMITS)))
        .isEqualTo(new SaslIdentity("tim", "tim@a.test"));
    assertThat(
            run(
                OauthClient.xoauth2("tim@a.test", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGE="),
                OauthServer.xoauth2(MechanismsTest::owner, "{}", LIMITS)))
        .isEqualTo(new SaslIdentity("tim", "tim@a.test"));
  }

  // RFC 2195 §2.
  @Test
  void cramMd5SpeaksTheExampleOfTheRfc() throws Exception {
    String challenge = "<1896.697170952@postoffice.reston.mci.net>";
    CramMd5Client client = new CramMd5Client("tim", utf8("tanstaaftanstaaf"), LIMITS);
    byte[] response = client.respond(utf8(challenge));
    assertThat(new String(response, UTF_8)).isEqualTo("tim b913a602c7eda7a495b4e6e7334d3890");
    CramMd5Server server = new CramMd5Server(challenge, user -> utf8("tanstaaftanstaaf"), LIMITS);
    assertThat(challenge(server.respond(null))).isEqualTo(challenge);
    assertThat(identity(server.respond(response))).isEqualTo(new SaslIdentity("tim", ""));

    for (String bad : List.of("", "tim", " b913a602c7eda7a495b4e6e7334d3890", "x".repeat(40))) {
      CramMd5Server strict = new CramMd5Server(challenge, user -> null, LIMITS);
      strict.respond(null);
      assertRefused(Reason.MALFORMED, () -> strict.respond(utf8(bad)));
    }
    CramMd5Server stranger = new CramMd5Server(challenge, user -> null, LIMITS);
    stranger.respond(null);
    assertRefused(Reason.FAILED, () -> stranger.respond(response));
    CramMd5Server first = new CramMd5Server(challenge, user -> null, LIMITS);
    assertRefused(Reason.MALFORMED, () -> first.respond(response));
  }

  // RFC 7628 §4.1 and §4.3.
  @Test
  void oauthBearerSpeaksTheExamplesOfTheRfc() throws Exception {
    String message =
        "n,a=user@example.com,\u0001host=server.example.com\u0001port=143\u0001"
            + "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u0001\u0001";
    assertThat(
            new String(
                OauthClient.bearer(
                        "user@example.com",
                        "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==",
                        "server.example.com",
                        143)
                    .respond(null),
                UTF_8))
        .isEqualTo(message);
    OauthServer good = OauthServer.bearer((claimed, token) -> Optional.of(claimed), "{}", LIMITS);
    assertThat(identity(good.respond(utf8(message))).user()).isEqualTo("user@example.com");

    String reason = "{\"status\":\"invalid_token\"}";
    OauthServer server = OauthServer.bearer((claimed, token) -> Optional.empty(), reason, LIMITS);
    OauthClient client = OauthClient.bearer("u", "expired", "", 0);
    assertThat(challenge(server.respond(client.respond(null)))).isEqualTo(reason);
    byte[] answer = client.respond(utf8(reason));
    assertThat(answer).containsExactly(1);
    assertThat(client.complete()).isFalse();
    assertThat(client.refusal()).isEqualTo(reason);
    assertRefused(Reason.FAILED, () -> server.respond(answer));
  }

  @Test
  void oauthTakesNothingMalformed() {
    for (String bad :
        List.of(
            "",
            "n,,",
            "n,,\u0001\u0001",
            "n,,\u0001auth=Bearer x",
            "n,,\u0001auth=Bearer x\u0001",
            "n,,\u0001auth=Bearer \u0001\u0001",
            "n,,\u0001auth=Basic x\u0001\u0001",
            "n,,\u0001auth=Bearer x y\u0001\u0001",
            "n,,\u0001auth=Bearer x\u0001auth=Bearer y\u0001\u0001",
            "n,,\u0001auth=Bearer x\u0001\u0001more",
            "n,,\u0001=x\u0001auth=Bearer x\u0001\u0001",
            "p=tls-unique,,\u0001auth=Bearer x\u0001\u0001",
            "n,b=x,\u0001auth=Bearer x\u0001\u0001",
            "n,a=x=y,\u0001auth=Bearer x\u0001\u0001",
            "n,\u0001auth=Bearer x\u0001\u0001",
            "user=x\u0001auth=Bearer x\u0001\u0001",
            "n,,\u0001" + "a=b\u0001".repeat(20) + "auth=Bearer x\u0001\u0001")) {
      OauthServer server = OauthServer.bearer(MechanismsTest::owner, "{}", LIMITS);
      assertRefused(Reason.MALFORMED, () -> server.respond(utf8(bad)));
    }
    OauthServer legacy = OauthServer.xoauth2(MechanismsTest::owner, "{}", LIMITS);
    assertRefused(
        Reason.MALFORMED, () -> legacy.respond(utf8("n,,\u0001auth=Bearer x\u0001\u0001")));
  }

  @Test
  void anonymousTracesAreBounded() {
    for (String bad : List.of("x".repeat(256), "a\nb")) {
      assertRefused(Reason.MALFORMED, () -> new AnonymousServer(LIMITS).respond(utf8(bad)));
    }
  }

  private static Optional<String> owner(String claimed, String token) {
    return token.equals("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGE=")
        ? Optional.of("tim")
        : Optional.empty();
  }

  /** Carries messages to and fro, as a protocol would. */
  private static SaslIdentity run(SaslClient client, SaslServer server) throws Exception {
    assertThat(client.mechanism()).isEqualTo(server.mechanism());
    byte @Nullable [] response = client.hasInitialResponse() ? client.respond(null) : null;
    for (int step = 0; step < 10; step++) {
      switch (server.respond(response)) {
        case SaslStep.Challenge(var data) -> response = client.respond(data);
        case SaslStep.Done(var identity, var data) -> {
          if (data != null) {
            client.respond(data);
          }
          assertThat(client.complete()).isTrue();
          return identity;
        }
      }
    }
    throw new AssertionError("without end");
  }

  private static PlainServer plain() {
    return new PlainServer(VERIFIER, LIMITS);
  }

  private static SaslIdentity identity(SaslStep step) {
    return ((SaslStep.Done) step).identity();
  }

  private static String challenge(SaslStep step) {
    return new String(((SaslStep.Challenge) step).data(), UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
