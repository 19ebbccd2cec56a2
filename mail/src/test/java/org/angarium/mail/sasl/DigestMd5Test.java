package org.angarium.mail.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.angarium.mail.sasl.ScramTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.angarium.mail.sasl.SaslException.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DigestMd5Test {
  private static final SaslLimits LIMITS = SaslLimits.DEFAULT;
  private static final String HOST = "elwood.innosoft.com";
  private static final DigestMd5Realm REALM =
      new DigestMd5Realm("imap", List.of(HOST), List.of(HOST));
  private static final String NONCE = "OA6MG9tEQGm2hh";
  private static final String CLIENT_NONCE = "OA6MHXh6VqTrRk";
  private static final String RESPONSE =
      "charset=utf-8,username=\"chris\",realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\","
          + "nc=00000001,cnonce=\"OA6MHXh6VqTrRk\",digest-uri=\"imap/elwood.innosoft.com\","
          + "response=d388dad90d4bbd760a152321f2143af7,qop=auth";
  private static final String PROOF = "rspauth=ea40f60335c427b5527b84dbabcdfffd";

  private final DigestMd5Sessions sessions = new DigestMd5Sessions(2, 60);

  // RFC 2831 §4.
  @Test
  void speaksTheExampleOfTheRfc() throws Exception {
    DigestMd5Server server = server(NONCE, 0);
    DigestMd5Client client = client(null);
    assertThat(client.hasInitialResponse()).isFalse();
    byte[] challenge = challenge(server.respond(null));
    assertThat(text(challenge))
        .isEqualTo(
            "realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\",charset=utf-8,"
                + "algorithm=md5-sess");
    byte[] response = client.respond(challenge);
    assertThat(text(response)).isEqualTo(RESPONSE);
    SaslStep.Done done = (SaslStep.Done) server.respond(response);
    assertThat(done.identity()).isEqualTo(new SaslIdentity("chris", ""));
    assertThat(text(done.data())).isEqualTo(PROOF);
    assertThat(client.complete()).isFalse();
    assertThat(client.session()).isNull();
    assertThat(client.respond(done.data())).isEmpty();
    assertThat(client.complete()).isTrue();
  }

  @Test
  void letsAKnownClientComeAgainWithoutAChallenge() throws Exception {
    DigestMd5Session session = login();
    for (int count = 2; count < 5; count++) {
      DigestMd5Client again = client(session);
      assertThat(again.hasInitialResponse()).isTrue();
      SaslStep.Done done = (SaslStep.Done) server("other" + count, 30).respond(again.respond(null));
      assertThat(done.identity()).isEqualTo(new SaslIdentity("chris", ""));
      again.respond(done.data());
      session = again.session();
      assertThat(session).isNotNull();
      assertThat(session.nonceCount()).isEqualTo(count);
    }
  }

  @Test
  void challengesAgainWhenTheNonceIsStaleRepeatedOrUnknown() throws Exception {
    DigestMd5Session session = login();
    byte[] second = client(session).respond(null);
    assertThat(server("n2", 1).respond(second)).isInstanceOf(SaslStep.Done.class);
    // Overheard and repeated: the count was used.
    assertThat(text(challenge(server("n3", 1).respond(second)))).contains(",stale=true,");
    // Too old: the client goes on with the same password.
    DigestMd5Session used = new DigestMd5Session(HOST, NONCE, CLIENT_NONCE, 2, true);
    DigestMd5Client late = client(used);
    DigestMd5Server server = server("n4", 62);
    byte[] challenge = challenge(server.respond(late.respond(null)));
    assertThat(text(challenge)).contains("nonce=\"n4\"", ",stale=true,");
    assertThat(server.respond(late.respond(challenge))).isInstanceOf(SaslStep.Done.class);
    // Forgotten since others came: a plain challenge.
    DigestMd5Server stranger = server("n5", 1);
    assertThat(
            text(
                challenge(
                    stranger.respond(
                        client(new DigestMd5Session(HOST, "nobody's", CLIENT_NONCE, 1, true))
                            .respond(null)))))
        .doesNotContain("stale");
    // No sessions are kept.
    DigestMd5Server without =
        new DigestMd5Server(REALM, "n6", null, 0, user -> utf8("secret"), LIMITS);
    assertThat(without.respond(second)).isInstanceOf(SaslStep.Challenge.class);
  }

  @Test
  void refusesAWrongDigestUnderAKnownNonceSoThatGuessesCount() throws Exception {
    login();
    String wrong = RESPONSE.replace("nc=00000001", "nc=00000002").replace("d388dad9", "00000000");
    assertRefused(Reason.FAILED, () -> server("n2", 1).respond(utf8(wrong)));
  }

  @Test
  void forgetsTheNonceThatWasLongestUnused() throws Exception {
    for (String nonce : List.of("a", "b")) {
      sessions.remember(nonce, new DigestMd5Sessions.Session("u", "r", "c", 1, 0));
    }
    assertThat(sessions.use("a", 2, 0)).isTrue();
    sessions.remember("c", new DigestMd5Sessions.Session("u", "r", "c", 1, 0));
    assertThat(sessions.find("a")).isNotNull();
    assertThat(sessions.find("b")).isNull();
    assertThat(sessions.use("a", 2, 0)).isFalse();
    assertThat(sessions.use("a", 4, 0)).isFalse();
    assertThat(sessions.use("a", 3, 61)).isFalse();
    assertThat(sessions.find("a")).isNull();
  }

  @Test
  void takesNamesInUtf8AndInIso88591() throws Exception {
    DigestTerms terms =
        new DigestTerms("j\u00fcrg", HOST, NONCE, CLIENT_NONCE, 1, "imap/" + HOST, "");
    String rest =
        ",realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",nc=00000001,"
            + "cnonce=\"OA6MHXh6VqTrRk\",digest-uri=\"imap/elwood.innosoft.com\",response="
            + terms.response(utf8("p\u00e4ss"));
    for (byte[] response :
        List.of(
            ("username=\"j\u00fcrg\"" + rest).getBytes(ISO_8859_1),
            ("charset=utf-8,username=\"j\u00fcrg\"" + rest).getBytes(UTF_8))) {
      DigestMd5Server server =
          new DigestMd5Server(REALM, NONCE, null, 0, user -> utf8("p\u00e4ss"), LIMITS);
      server.respond(null);
      assertThat(((SaslStep.Done) server.respond(response)).identity().user())
          .isEqualTo("j\u00fcrg");
    }
  }

  @Test
  void serverTakesNothingMalformed() throws Exception {
    for (String bad :
        List.of(
            "",
            "username",
            "username=",
            "username=\"chris",
            RESPONSE + ",username=\"chris\"",
            RESPONSE + ",charset=utf-8",
            RESPONSE + ",authzid=\"\"",
            RESPONSE + " x",
            RESPONSE + "x".repeat(4_096),
            RESPONSE + ",x=y".repeat(60),
            RESPONSE.replace("charset=utf-8", "charset=latin-1"),
            RESPONSE.replace("chris", "ch\u0001ris"),
            RESPONSE.replace("chris", "c".repeat(1_021)),
            RESPONSE.replace("realm=\"elwood", "realm=\"other"),
            RESPONSE.replace("realm=\"elwood.innosoft.com\",", ""),
            RESPONSE.replace("nonce=\"OA6MG9tEQGm2hh\",", ""),
            RESPONSE.replace("nonce=\"OA6MG9tEQGm2hh\"", "nonce=\"other\""),
            RESPONSE.replace("cnonce=\"OA6MHXh6VqTrRk\",", ""),
            RESPONSE.replace("00000001", "00000002"),
            RESPONSE.replace("00000001", "1"),
            RESPONSE.replace("00000001", "0000000g"),
            RESPONSE.replace("qop=auth", "qop=auth-int"),
            RESPONSE.replace("imap/elwood", "smtp/elwood"),
            RESPONSE.replace("imap/elwood", "imap/other"),
            RESPONSE.replace("imap/elwood.innosoft.com", "imap/elwood.innosoft.com/other"),
            RESPONSE.replace("imap/", ""))) {
      DigestMd5Server server = server(NONCE, 0);
      server.respond(null);
      assertRefused(Reason.MALFORMED, () -> server.respond(utf8(bad)));
      assertRefused(Reason.MALFORMED, () -> server.respond(utf8(RESPONSE)));
    }
    DigestMd5Server wrong = server(NONCE, 0);
    wrong.respond(null);
    assertRefused(
        Reason.FAILED, () -> wrong.respond(utf8(RESPONSE.replace("d388dad9", "D388DAD9"))));
    DigestMd5Server nobody = new DigestMd5Server(REALM, NONCE, null, 0, user -> null, LIMITS);
    nobody.respond(null);
    assertRefused(Reason.FAILED, () -> nobody.respond(utf8(RESPONSE)));
  }

  @Test
  void clientTakesNoAbsurdChallengeAndNoFalseProof() throws Exception {
    for (String bad :
        List.of(
            "",
            "nonce=\"x\"",
            "nonce=\"x\",algorithm=md5",
            "nonce=\"x\",nonce=\"y\",algorithm=md5-sess",
            "nonce=\"\",algorithm=md5-sess",
            "nonce=\"x\",qop=\"auth-int,auth-conf\",algorithm=md5-sess",
            "nonce=\"x\",charset=koi8-r,algorithm=md5-sess",
            "nonce=\"x\",algorithm=md5-sess," + "a".repeat(2_048))) {
      assertRefused(Reason.MALFORMED, () -> client(null).respond(utf8(bad)));
    }
    assertRefused(Reason.MALFORMED, () -> client(null).respond(null));
    byte[] password = utf8("secret");
    DigestMd5Client choosy =
        new DigestMd5Client("u", "", password, "mine", "imap", HOST, null, LIMITS, CLIENT_NONCE);
    assertRefused(
        Reason.MALFORMED,
        () -> choosy.respond(utf8("realm=\"theirs\",nonce=\"x\",algorithm=md5-sess")));
    assertThat(password).containsOnly(0);
    DigestMd5Client wide =
        new DigestMd5Client("\u4e2d", "", utf8("x"), "", "imap", HOST, null, LIMITS, CLIENT_NONCE);
    assertRefused(Reason.MALFORMED, () -> wide.respond(utf8("nonce=\"x\",algorithm=md5-sess")));

    DigestMd5Client deceived = client(null);
    deceived.respond(challenge(server(NONCE, 0).respond(null)));
    assertRefused(Reason.FAILED, () -> deceived.respond(utf8(PROOF.replace('e', 'f'))));
    assertThat(deceived.complete()).isFalse();
    assertRefused(Reason.MALFORMED, () -> deceived.respond(utf8(PROOF)));
  }

  /** A first login with {@link #NONCE} at second 0. */
  private DigestMd5Session login() throws Exception {
    DigestMd5Server server = server(NONCE, 0);
    DigestMd5Client client = client(null);
    SaslStep.Done done =
        (SaslStep.Done) server.respond(client.respond(challenge(server.respond(null))));
    client.respond(done.data());
    DigestMd5Session session = client.session();
    if (session == null) {
      throw new AssertionError("no session");
    }
    return session;
  }

  private DigestMd5Server server(String nonce, long now) {
    return new DigestMd5Server(REALM, nonce, sessions, now, user -> utf8("secret"), LIMITS);
  }

  private static DigestMd5Client client(@Nullable DigestMd5Session before) {
    return new DigestMd5Client(
        "chris", "", utf8("secret"), "", "imap", HOST, before, LIMITS, CLIENT_NONCE);
  }

  private static byte[] challenge(SaslStep step) {
    return ((SaslStep.Challenge) step).data();
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
