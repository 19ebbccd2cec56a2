package org.angarium.server.auth;

import static org.angarium.server.auth.AuthFixture.PASSWORD;
import static org.angarium.server.auth.AuthFixture.bytes;
import static org.angarium.server.auth.AuthFixture.from;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.angarium.mail.sasl.SaslLimits;
import org.angarium.mail.sasl.ScramClient;
import org.angarium.mail.sasl.ScramHash;
import org.angarium.store.directory.AccountUpdate;
import org.angarium.store.directory.NewAccount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SaslExchangeTest {
  private static final AuthContext HOME = from("192.0.2.1");
  private static final String ALICE = "alice@example.test";

  private AuthFixture people;

  @BeforeEach
  void open() throws Exception {
    people = new AuthFixture();
  }

  @AfterEach
  void close() {
    people.close();
  }

  @Test
  void plainComesInWithAnInitialResponseOrWithout() throws Exception {
    SaslExchange.Step at =
        people.authenticator.start("PLAIN", HOME).respond(bytes("\0" + ALICE + "\0" + PASSWORD));
    assertThat(at)
        .isInstanceOfSatisfying(
            SaslExchange.Step.Success.class,
            success -> assertThat(success.login().account()).isEqualTo(people.alice.id()));

    SaslExchange exchange = people.authenticator.start("plain", HOME);
    assertThat(exchange.respond(null))
        .isInstanceOfSatisfying(
            SaslExchange.Step.Challenge.class, challenge -> assertThat(challenge.data()).isEmpty());
    assertThat(exchange.respond(bytes(ALICE + "\0" + ALICE + "\0" + PASSWORD)))
        .isInstanceOf(SaslExchange.Step.Success.class);
  }

  @Test
  void nobodyActsAsSomebodyElse() throws Exception {
    assertRefused(
        people.authenticator.start("PLAIN", HOME),
        bytes("bob@example.test\0" + ALICE + "\0" + PASSWORD),
        AuthRefusal.Reason.FAILED);
  }

  @Test
  void loginAsksForBoth() throws Exception {
    SaslExchange exchange = people.authenticator.start("LOGIN", HOME);
    assertThat(text(exchange.respond(null))).isEqualTo("Username:");
    assertThat(text(exchange.respond(bytes(ALICE)))).isEqualTo("Password:");
    assertThat(exchange.respond(bytes(PASSWORD))).isInstanceOf(SaslExchange.Step.Success.class);
  }

  @Test
  void scramComesInWithoutThePasswordEvenInTheClear() throws Exception {
    SaslExchange exchange = people.authenticator.start("SCRAM-SHA-256", from("192.0.2.1", false));
    ScramClient client = client(ALICE, PASSWORD);
    byte[] challenge = data(exchange.respond(client.respond(null)));
    SaslExchange.Step last = exchange.respond(client.respond(challenge));

    assertThat(last)
        .isInstanceOfSatisfying(
            SaslExchange.Step.Success.class,
            success -> {
              assertThat(success.login().account()).isEqualTo(people.alice.id());
              assertThat(success.data()).isNotNull();
            });
    assertThat(client.respond(((SaslExchange.Step.Success) last).data())).isEmpty();
    assertThat(client.complete()).isTrue();
  }

  @Test
  void scramShowsAStrangerASteadySalt() throws Exception {
    String first = salt("nobody@example.test");
    try (AuthFixture another = new AuthFixture()) {
      assertThat(salt("nobody@example.test")).isEqualTo(first);
      assertThat(salt("nobody2@example.test")).isNotEqualTo(first);
      SaslExchange elsewhere = another.authenticator.start("SCRAM-SHA-256", HOME);
      assertThat(text(elsewhere.respond(client("nobody@example.test", "x").respond(null))))
          .doesNotContain(first);
    }
    // A stranger's salt looks like a true one.
    assertThat(salt(ALICE)).hasSameSizeAs(first);
  }

  /** What spellings of one address share for a true account, they share for a made-up one. */
  @Test
  void scramTellsAStrangerFromAnAccountByNoSpelling() throws Exception {
    people.directory.createDomain("m\u00fcnchen.test");
    for (String name : List.of("nobody", "j\u00f6rg")) {
      people.directory.createAccount(
          NewAccount.user(AuthFixture.address("x" + name + "@m\u00fcnchen.test")),
          bytes("caf\u00e9 au lait"));
    }
    for (List<String> spellings :
        List.of(
            List.of("nobody@m\u00fcnchen.test", "nobody@xn--mnchen-3ya.test"),
            List.of("nobody@m\u00fcnchen.test", "nobody@mu\u0308nchen.test"),
            List.of("nobody@m\u00fcnchen.test", "NoBody@M\u00dcNCHEN.TEST"),
            List.of("nobody@m\u00fcnchen.test", "\"nobody\"@m\u00fcnchen.test"),
            List.of("j\u00f6rg@m\u00fcnchen.test", "jo\u0308rg@m\u00fcnchen.test"),
            List.of("j\u00f6rg@m\u00fcnchen.test", "J\u00d6RG@m\u00fcnchen.test"),
            List.of("nobody@m\u00fcnchen.test", " nobody@m\u00fcnchen.test"),
            List.of("nobody@m\u00fcnchen.test", "nobody@m\u00fcnchen.test "),
            List.of("nobody@m\u00fcnchen.test", "nobody+x@m\u00fcnchen.test"),
            List.of("nobody@m\u00fcnchen.test", "nobody"))) {
      String one = spellings.get(0);
      String other = spellings.get(1);
      assertThat(salt(one).equals(salt(other)))
          .as("salts of %s and %s alike", one, other)
          .isEqualTo(salt(account(one)).equals(salt(account(other))));
    }
  }

  /** The account is called as the stranger with an x in front. */
  private static String account(String stranger) {
    int letter = 0;
    while (!Character.isLetter(stranger.charAt(letter))) {
      letter++;
    }
    return stranger.substring(0, letter) + "x" + stranger.substring(letter);
  }

  @Test
  void scramShowsAStrangerTheSameSaltAfterARestart() throws Exception {
    String before = salt("nobody@example.test");
    Authenticator restarted = people.again(AuthSettings.DEFAULT);
    SaslExchange exchange = restarted.start("SCRAM-SHA-256", HOME);
    assertThat(text(exchange.respond(client("nobody@example.test", "x").respond(null))))
        .contains(",s=" + before + ",i=");
  }

  @Test
  void scramShowsStrangersAndAccountsTheSameForm() throws Exception {
    assertThat(first("nobody@example.test").replaceAll("s=[A-Za-z0-9+/=]*", "s="))
        .isEqualTo(first(ALICE).replaceAll("s=[A-Za-z0-9+/=]*", "s="));
  }

  @Test
  void accountsMadeTogetherHaveASaltEach() throws Exception {
    people.directory.createAccounts(
        List.of(
            NewAccount.user(AuthFixture.address("c@example.test")),
            NewAccount.user(AuthFixture.address("d@example.test"))),
        bytes("one for both of them"));
    assertThat(salt("c@example.test")).isNotEqualTo(salt("d@example.test"));
    var c = people.directory.account(AuthFixture.address("c@example.test")).orElseThrow();
    var d = people.directory.account(AuthFixture.address("d@example.test")).orElseThrow();
    assertThat(people.directory.credentials(c.id()).orElseThrow().passwordHash())
        .isNotEqualTo(people.directory.credentials(d.id()).orElseThrow().passwordHash());
    assertThat(people.authenticator.login("d@example.test", bytes("one for both of them"), HOME))
        .isNotNull();
  }

  @Test
  void aStrangersWrongPasswordIsKnownAgainInEverySpelling() throws Exception {
    for (String spelling :
        List.of("no\u00f6ne@example.test", "noo\u0308ne@example.test", "NO\u00d6NE@EXAMPLE.TEST")) {
      people.refusal(spelling, "the same guess", HOME);
    }
    // Counted once: the second and third told nothing new, as for a true account.
    assertThat(people.pauses).containsOnly(AuthSettings.DEFAULT.answerDelay()).hasSize(3);
  }

  @Test
  void scramRefusesStrangersWrongPasswordsAndTheSuspended() throws Exception {
    people.directory.updateAccount(people.bob.id(), AccountUpdate.suspended(true));
    for (String[] login :
        new String[][] {
          {"nobody@example.test", PASSWORD}, {ALICE, "wrong"}, {"bob@example.test", "tr0ub4dor & 3"}
        }) {
      SaslExchange exchange = people.authenticator.start("SCRAM-SHA-256", HOME);
      ScramClient client = client(login[0], login[1]);
      byte[] proof = client.respond(data(exchange.respond(client.respond(null))));
      assertRefused(exchange, proof, AuthRefusal.Reason.FAILED);
    }
  }

  @Test
  void scramGuessesAreThrottledToo() throws Exception {
    for (int i = 0; i < 5; i++) {
      SaslExchange exchange = people.authenticator.start("SCRAM-SHA-256", HOME);
      ScramClient client = client(ALICE, "guess " + i);
      byte[] proof = client.respond(data(exchange.respond(client.respond(null))));
      assertRefused(exchange, proof, AuthRefusal.Reason.FAILED);
    }
    assertRefused(
        people.authenticator.start("SCRAM-SHA-256", HOME),
        client(ALICE, PASSWORD).respond(null),
        AuthRefusal.Reason.THROTTLED);
    assertRefused(
        people.authenticator.start("PLAIN", HOME),
        bytes("\0" + ALICE + "\0" + PASSWORD),
        AuthRefusal.Reason.THROTTLED);
  }

  @Test
  void malformedExchangesAreNoGuesses() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertRefused(
          people.authenticator.start("PLAIN", HOME),
          bytes("no fields"),
          AuthRefusal.Reason.MALFORMED);
    }
    assertThat(people.authenticator.login(ALICE, bytes(PASSWORD), HOME)).isNotNull();
  }

  private String salt(String user) throws Exception {
    SaslExchange exchange = people.authenticator.start("SCRAM-SHA-256", HOME);
    String challenge = text(exchange.respond(client(user, "x").respond(null)));
    return challenge.substring(challenge.indexOf(",s=") + 3, challenge.indexOf(",i="));
  }

  private String first(String user) throws Exception {
    SaslExchange exchange = people.authenticator.start("SCRAM-SHA-256", HOME);
    String challenge = text(exchange.respond(client(user, "x").respond(null)));
    return challenge.substring(challenge.indexOf(",s="));
  }

  private static ScramClient client(String user, String password) {
    return new ScramClient(
        ScramHash.SHA_256, user, "", bytes(password), null, false, SaslLimits.DEFAULT, "cnonce");
  }

  private static byte[] data(SaslExchange.Step step) {
    return ((SaslExchange.Step.Challenge) step).data();
  }

  private static String text(SaslExchange.Step step) {
    return new String(data(step), StandardCharsets.UTF_8);
  }

  private static void assertRefused(
      SaslExchange exchange, byte[] response, AuthRefusal.Reason reason) {
    assertThatThrownBy(() -> exchange.respond(response))
        .isInstanceOfSatisfying(
            AuthRefusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }
}
