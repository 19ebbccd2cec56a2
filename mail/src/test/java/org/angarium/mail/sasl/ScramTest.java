package org.angarium.mail.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import org.angarium.mail.sasl.SaslException.Reason;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScramTest {
  private static final SaslLimits LIMITS = SaslLimits.DEFAULT;
  private static final ChannelBinding EXPORTER =
      new ChannelBinding("tls-exporter", new byte[] {1, 2, 3, 44, 0, -1});

  // RFC 5802 §5.
  @Test
  void speaksTheExampleOfRfc5802() throws Exception {
    ScramCredential credential =
        ScramCredential.derive(ScramHash.SHA_1, utf8("pencil"), base64("QSXCR+Q6sek8bf92"), 4096);
    ScramServer server = server(ScramHash.SHA_1, credential, "3rfcNHYJY1ZVvWVs7j");
    ScramClient client = client(ScramHash.SHA_1, "fyko+d2lbbFgONRv9qkxdawL");

    byte[] clientFirst = client.respond(null);
    assertThat(text(clientFirst)).isEqualTo("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
    byte[] serverFirst = challenge(server.respond(clientFirst));
    assertThat(text(serverFirst))
        .isEqualTo("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096");
    byte[] clientFinal = client.respond(serverFirst);
    assertThat(text(clientFinal))
        .isEqualTo(
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
    SaslStep.Done done = (SaslStep.Done) server.respond(clientFinal);
    assertThat(done.identity()).isEqualTo(new SaslIdentity("user", ""));
    assertThat(text(done.data())).isEqualTo("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");
    assertThat(client.complete()).isFalse();
    assertThat(client.respond(done.data())).isEmpty();
    assertThat(client.complete()).isTrue();
  }

  // RFC 7677 §3.
  @Test
  void speaksTheExampleOfRfc7677() throws Exception {
    ScramCredential credential =
        ScramCredential.derive(
            ScramHash.SHA_256, utf8("pencil"), base64("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
    ScramServer server = server(ScramHash.SHA_256, credential, "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
    ScramClient client = client(ScramHash.SHA_256, "rOprNGfwEbeRWgbNEkqO");

    byte[] serverFirst = challenge(server.respond(client.respond(null)));
    assertThat(text(serverFirst))
        .isEqualTo(
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
    byte[] clientFinal = client.respond(serverFirst);
    assertThat(text(clientFinal))
        .isEqualTo(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    SaslStep.Done done = (SaslStep.Done) server.respond(clientFinal);
    assertThat(text(done.data())).isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    client.respond(done.data());
    assertThat(client.complete()).isTrue();
  }

  @Test
  void bindsToTheChannel() throws Exception {
    assertThat(run(EXPORTER, false, true, List.of(EXPORTER), true))
        .isEqualTo(new SaslIdentity("user", "boss"));
    // Somebody in the middle has another channel to each.
    ChannelBinding other = new ChannelBinding("tls-exporter", new byte[] {9});
    assertRefused(Reason.CHANNEL_BINDING, () -> run(EXPORTER, false, true, List.of(other), true));
    assertRefused(
        Reason.CHANNEL_BINDING,
        () ->
            run(
                EXPORTER,
                false,
                true,
                List.of(new ChannelBinding("tls-unique", EXPORTER.data())),
                true));
    // Somebody in the middle hid the -PLUS mechanism from a client that could bind.
    assertRefused(Reason.CHANNEL_BINDING, () -> run(null, true, false, List.of(EXPORTER), true));
    assertThat(run(null, true, false, List.of(), false)).isNotNull();
    // The mechanism and the header contradict each other.
    assertRefused(Reason.MALFORMED, () -> run(EXPORTER, false, false, List.of(EXPORTER), true));
    assertRefused(Reason.MALFORMED, () -> run(null, false, true, List.of(EXPORTER), true));
  }

  @Test
  void refusesAWrongPasswordAndAFalseServer() throws Exception {
    ScramCredential credential =
        ScramCredential.derive(ScramHash.SHA_512, utf8("pen"), new byte[] {1}, 4096);
    ScramServer server = server(ScramHash.SHA_512, credential, "snonce");
    ScramClient client = client(ScramHash.SHA_512, "cnonce");
    byte[] proof = client.respond(challenge(server.respond(client.respond(null))));
    assertRefused(Reason.FAILED, () -> server.respond(proof));
    assertRefused(Reason.MALFORMED, () -> server.respond(proof));

    assertRefused(Reason.FAILED, () -> client.respond(utf8("v=AAAA")));
    assertThat(client.complete()).isFalse();
  }

  @Test
  void clientTakesNoAbsurdChallenge() throws Exception {
    for (String challenge :
        List.of(
            "",
            "r=other,s=AAAA,i=4096",
            "r=cnonce,s=AAAA,i=4096",
            "r=cnonceX,s=AAAA,i=4095",
            "r=cnonceX,s=AAAA,i=1",
            "r=cnonceX,s=AAAA,i=99999999",
            "r=cnonceX,s=AAAA,i=9999999999999",
            "r=cnonceX,s=AAAA,i=-5",
            "r=cnonceX,s=AAAA,i=",
            "r=cnonceX,s=,i=4096",
            "r=cnonceX,s=A,i=4096",
            "m=x,r=cnonceX,s=AAAA,i=4096",
            "s=AAAA,r=cnonceX,i=4096",
            "e=other-error")) {
      ScramClient client = client(ScramHash.SHA_256, "cnonce");
      client.respond(null);
      assertRefused(Reason.MALFORMED, () -> client.respond(utf8(challenge)));
      assertThat(client.complete()).isFalse();
    }
  }

  @Test
  void serverTakesNoMalformedFirstMessage() {
    for (String first :
        List.of(
            "",
            "n",
            "n,",
            "n,,",
            "n,,n=,r=x",
            "n,,n=user",
            "n,,r=x,n=user",
            "n,,m=ext,n=user,r=x",
            "x,,n=user,r=x",
            "p=,,n=user,r=x",
            "p=a b,,n=user,r=x",
            "n,b=x,n=user,r=x",
            "n,a=,n=user,r=x",
            "n,,n=us=er,r=x",
            "n,,n=us=2cer,r=x",
            "n,,n=user,r=",
            "n,,n=user,r=a b",
            "n,,n=user,r=x,junk",
            "n,,n=us\0er,r=x",
            "n,,n=\u0007,r=x",
            "n,,n=" + "u".repeat(1_021) + ",r=x",
            "n,,n=user,r=" + "x".repeat(2_000),
            "n,,n=user,r=x,y=" + "x".repeat(20_000))) {
      ScramServer server = server(ScramHash.SHA_256, credential(), "snonce");
      assertRefused(Reason.MALFORMED, () -> server.respond(utf8(first)));
    }
    ScramServer server = server(ScramHash.SHA_256, credential(), "snonce");
    assertRefused(Reason.MALFORMED, () -> server.respond(new byte[] {'n', ',', ',', (byte) 0xC3}));
  }

  @Test
  void serverTakesNoMalformedFinalMessage() throws Exception {
    String proof = Base64.getEncoder().encodeToString(new byte[32]);
    for (String last :
        List.of(
            "",
            "c=biws,r=cnoncesnonce",
            "c=biws,r=cnoncesnonce,p=",
            "c=biws,r=cnoncesnonce,p=AAAA",
            "c=biws,r=cnoncesnonce,p=*",
            "c=biws,r=cnonceother,p=" + proof,
            "c=biwt,p=" + proof,
            "c=bi,r=cnoncesnonce,p=" + proof,
            "r=cnoncesnonce,c=biws,p=" + proof,
            "c=biws,r=cnoncesnonce,,p=" + proof)) {
      ScramServer server = server(ScramHash.SHA_256, credential(), "snonce");
      server.respond(utf8("n,,n=user,r=cnonce"));
      assertRefused(Reason.MALFORMED, () -> server.respond(utf8(last)));
    }
    // "eSws" is "y,,": the client says now that it saw something else.
    ScramServer server = server(ScramHash.SHA_256, credential(), "snonce");
    server.respond(utf8("n,,n=user,r=cnonce"));
    assertRefused(
        Reason.CHANNEL_BINDING, () -> server.respond(utf8("c=eSws,r=cnoncesnonce,p=" + proof)));
  }

  @Test
  void namesMayHoldCommasAndEqualSigns() throws Exception {
    ScramServer server = server(ScramHash.SHA_256, credential(), "snonce");
    ScramClient client =
        new ScramClient(
            ScramHash.SHA_256, "a=b,c", "x,y=z", utf8("pencil"), null, false, LIMITS, "cnonce");
    byte[] first = client.respond(null);
    assertThat(text(first)).isEqualTo("n,a=x=2Cy=3Dz,n=a=3Db=2Cc,r=cnonce");
    SaslStep.Done done =
        (SaslStep.Done) server.respond(client.respond(challenge(server.respond(first))));
    assertThat(done.identity()).isEqualTo(new SaslIdentity("a=b,c", "x,y=z"));
  }

  private static SaslIdentity run(
      @Nullable ChannelBinding binding,
      boolean couldBind,
      boolean plus,
      List<ChannelBinding> bindings,
      boolean plusOffered)
      throws Exception {
    ScramClient client =
        new ScramClient(
            ScramHash.SHA_256,
            "user",
            "boss",
            utf8("pencil"),
            binding,
            couldBind,
            LIMITS,
            "cnonce");
    ScramServer server =
        new ScramServer(
            ScramHash.SHA_256,
            plus,
            bindings,
            plusOffered,
            (hash, user) -> credential(),
            LIMITS,
            "snonce");
    assertThat(challenge(server.respond(null))).isEmpty();
    byte[] proof = client.respond(challenge(server.respond(client.respond(new byte[0]))));
    SaslStep.Done done = (SaslStep.Done) server.respond(proof);
    client.respond(done.data());
    assertThat(client.complete()).isTrue();
    return done.identity();
  }

  private static ScramCredential credential() {
    return ScramCredential.derive(ScramHash.SHA_256, utf8("pencil"), new byte[] {7}, 4096);
  }

  private static ScramServer server(ScramHash hash, ScramCredential credential, String nonce) {
    return new ScramServer(
        hash, false, List.of(), false, (asked, user) -> credential, LIMITS, nonce);
  }

  private static ScramClient client(ScramHash hash, String nonce) {
    return new ScramClient(hash, "user", "", utf8("pencil"), null, false, LIMITS, nonce);
  }

  private static byte[] challenge(SaslStep step) {
    return ((SaslStep.Challenge) step).data();
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "(null)" : new String(bytes, UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] base64(String text) {
    return Base64.getDecoder().decode(text);
  }

  static void assertRefused(Reason reason, ThrowingCallable step) {
    assertThatThrownBy(step)
        .isInstanceOfSatisfying(
            SaslException.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }
}
