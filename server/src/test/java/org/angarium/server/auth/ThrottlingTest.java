package org.angarium.server.auth;

import static org.angarium.server.auth.AuthFixture.PASSWORD;
import static org.angarium.server.auth.AuthFixture.bytes;
import static org.angarium.server.auth.AuthFixture.from;
import static org.angarium.server.auth.AuthRefusal.Reason.FAILED;
import static org.angarium.server.auth.AuthRefusal.Reason.THROTTLED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.server.event.AuthEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThrottlingTest {
  private static final AuthContext HOME = from("192.0.2.1");
  private static final AuthContext AWAY = from("198.51.100.7");
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
  void letsAGuesserWaitLongerAndLonger() throws Exception {
    guess(ALICE, 5, AWAY);
    assertThat(people.refusal(ALICE, PASSWORD, AWAY)).isEqualTo(THROTTLED);
    assertThat(people.events.getLast())
        .isEqualTo(new AuthEvent.Throttled("imap", "c1", "198.51.100.7", ALICE, 2));

    people.clock.advance(Duration.ofSeconds(2));
    assertThat(people.refusal(ALICE, "one more", AWAY)).isEqualTo(FAILED);
    people.clock.advance(Duration.ofSeconds(3));
    assertThat(people.refusal(ALICE, "too early", AWAY)).isEqualTo(THROTTLED);
    people.clock.advance(Duration.ofSeconds(1));
    assertThat(people.refusal(ALICE, "another", AWAY)).isEqualTo(FAILED);
  }

  @Test
  void waitsNoLongerThanTheLongestWait() throws Exception {
    for (int i = 0; i < 40; i++) {
      people.refusal(ALICE, "guess " + i, AWAY);
      people.clock.advance(Duration.ofMinutes(15));
    }
    assertThat(people.authenticator.login(ALICE, bytes(PASSWORD), AWAY).account())
        .isEqualTo(people.alice.id());
  }

  @Test
  void keepsTheAnswerBackLongerWithEachFailure() throws Exception {
    guess(ALICE, 5, AWAY);
    assertThat(people.pauses)
        .containsExactly(
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4));
  }

  @Test
  void doesNotLockTheOwnerOut() throws Exception {
    people.authenticator.login(ALICE, bytes(PASSWORD), HOME);
    for (int network = 0; network < 60; network++) {
      for (int i = 0; i < 5; i++) {
        people.refusal(ALICE, "guess " + network + "." + i, from("203.0.113." + network));
      }
    }
    // Strangers to the account wait, wherever they are; the owner at home doesn't notice.
    assertThat(people.refusal(ALICE, PASSWORD, AWAY)).isEqualTo(THROTTLED);
    assertThat(people.authenticator.login(ALICE, bytes(PASSWORD), HOME).account())
        .isEqualTo(people.alice.id());
  }

  @Test
  void knowsTheOwnersUsualNetworkAfterARestart() throws Exception {
    AuthContext home6 = from("2001:db8:1:2::3");
    people.authenticator.login(ALICE, bytes(PASSWORD), HOME);
    people.authenticator.login(ALICE, bytes(PASSWORD), home6);
    Authenticator restarted = people.again(AuthSettings.DEFAULT);
    guessFromEverywhere(restarted);
    assertThat(refusal(restarted, AWAY)).isEqualTo(THROTTLED);
    assertThat(restarted.login(ALICE, bytes(PASSWORD), HOME)).isNotNull();
    assertThat(restarted.login(ALICE, bytes(PASSWORD), from("2001:db8:1:2:ffff::9"))).isNotNull();
    // Another account at that network, and another network of the account, are strangers.
    assertThat(refusal(restarted, from("2001:db8:1:3::3"))).isEqualTo(THROTTLED);
  }

  @Test
  void forgetsANetworkAfterAMonthAlsoOverARestart() throws Exception {
    people.authenticator.login(ALICE, bytes(PASSWORD), HOME);
    people.clock.advance(Duration.ofDays(30));
    Authenticator restarted = people.again(AuthSettings.DEFAULT);
    guessFromEverywhere(restarted);
    assertThat(restarted.login(ALICE, bytes(PASSWORD), HOME)).isNotNull();
    people.clock.advance(Duration.ofDays(31));
    restarted = people.again(AuthSettings.DEFAULT);
    guessFromEverywhere(restarted);
    assertThat(refusal(restarted, HOME)).isEqualTo(THROTTLED);
  }

  @Test
  void aClockThatIsSetChangesNoWait() throws Exception {
    guess(ALICE, 5, AWAY);
    people.clock.jump(Duration.ofDays(1));
    assertThat(people.refusal(ALICE, PASSWORD, AWAY)).isEqualTo(THROTTLED);
    people.clock.jump(Duration.ofDays(-3));
    assertThat(people.refusal(ALICE, PASSWORD, AWAY)).isEqualTo(THROTTLED);
    people.clock.advance(Duration.ofMillis(1_999));
    assertThat(people.refusal(ALICE, PASSWORD, AWAY)).isEqualTo(THROTTLED);
    people.clock.advance(Duration.ofMillis(1));
    assertThat(people.authenticator.login(ALICE, bytes(PASSWORD), AWAY)).isNotNull();
  }

  @Test
  void countsAMappedAddressAsTheIpv4AddressThatItIs() throws Exception {
    guess(ALICE, 5, from("::ffff:198.51.100.7"));
    assertThat(people.refusal(ALICE, PASSWORD, AWAY)).isEqualTo(THROTTLED);
    assertThat(people.authenticator.login(ALICE, bytes(PASSWORD), from("::ffff:198.51.100.8")))
        .isNotNull();
  }

  private static void guessFromEverywhere(Authenticator at) throws Exception {
    for (int i = 0; i < 200; i++) {
      refusal(at, from("203.0." + i + ".9"), "guess " + i);
    }
  }

  private static AuthRefusal.Reason refusal(Authenticator at, AuthContext from) throws Exception {
    return refusal(at, from, PASSWORD);
  }

  private static AuthRefusal.Reason refusal(Authenticator at, AuthContext from, String password)
      throws Exception {
    try {
      at.login(ALICE, bytes(password), from);
    } catch (AuthRefusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("let in from " + from.client());
  }

  @Test
  void letsANetworkOfGuessersWaitButNotItsRegulars() throws Exception {
    people.authenticator.login(ALICE, bytes(PASSWORD), AWAY);
    for (int i = 0; i < 30; i++) {
      people.refusal("user" + i + "@example.test", "password", AWAY);
    }
    assertThat(people.refusal("bob@example.test", "tr0ub4dor & 3", AWAY)).isEqualTo(THROTTLED);
    assertThat(people.authenticator.login(ALICE, bytes(PASSWORD), AWAY).account())
        .isEqualTo(people.alice.id());
    assertThat(
            people.authenticator.login("bob@example.test", bytes("tr0ub4dor & 3"), HOME).account())
        .isEqualTo(people.bob.id());
  }

  @Test
  void isNotWashedCleanByASuccessOfTheGuessersOwn() throws Exception {
    for (int i = 0; i < 30; i++) {
      people.refusal("user" + i + "@example.test", "password", AWAY);
      if (i % 3 == 0) {
        people.authenticator.login(ALICE, bytes(PASSWORD), AWAY);
      }
    }
    assertThat(people.refusal("bob@example.test", "guess", AWAY)).isEqualTo(THROTTLED);
  }

  @Test
  void countsASlash64OfIpv6AsOne() throws Exception {
    for (int i = 0; i < 5; i++) {
      people.refusal(ALICE, "guess " + i, from("2001:db8:1:2::" + i));
    }
    assertThat(people.refusal(ALICE, PASSWORD, from("2001:db8:1:2:ffff::1"))).isEqualTo(THROTTLED);
    assertThat(people.authenticator.login(ALICE, bytes(PASSWORD), from("2001:db8:1:3::1")))
        .isNotNull();
  }

  @Test
  void doesNotCountTheSameWrongPasswordTwice() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertThat(people.refusal(ALICE, "last year's password", HOME)).isEqualTo(FAILED);
    }
    assertThat(people.authenticator.login(ALICE, bytes(PASSWORD), HOME).account())
        .isEqualTo(people.alice.id());
    assertThat(people.pauses).hasSize(50);
  }

  @Test
  void countsGuessesThatComeSideBySide() throws Exception {
    AtomicInteger failed = new AtomicInteger();
    Set<AuthRefusal.Reason> reasons = ConcurrentHashMap.newKeySet();
    List<Thread> guessers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String guess = "guess " + i;
      guessers.add(
          Thread.startVirtualThread(() -> {
            try {
              AuthRefusal.Reason reason = people.refusal(ALICE, guess, AWAY);
              reasons.add(reason);
              if (reason == FAILED) {
                failed.incrementAndGet();
              }
            } catch (InterruptedException nobodyInterrupts) {
              throw new IllegalStateException(nobodyInterrupts);
            }
          }));
    }
    for (Thread guesser : guessers) {
      guesser.join();
    }
    assertThat(reasons).containsExactlyInAnyOrder(FAILED, THROTTLED);
    assertThat(failed.get()).isEqualTo(5);
  }

  @Test
  void leavesLoopbackAloneIfToldSo() throws Exception {
    AuthSettings settings = AuthSettings.DEFAULT;
    AuthContext loopback = from("127.0.0.1");
    guess(ALICE, 5, loopback);
    assertThat(people.refusal(ALICE, PASSWORD, loopback)).isEqualTo(THROTTLED);

    try (AuthFixture lenient =
        new AuthFixture(
            new AuthSettings(
                null,
                false,
                settings.failuresPerAccount(),
                settings.failuresPerNetwork(),
                settings.failuresPerAccountEverywhere(),
                settings.firstWait(),
                settings.longestWait(),
                settings.answerDelay(),
                settings.longestAnswerDelay(),
                settings.rememberedLogins(),
                settings.rememberLoginFor()))) {
      for (int i = 0; i < 100; i++) {
        assertThat(lenient.refusal(ALICE, "guess " + i, loopback)).isEqualTo(FAILED);
      }
      assertThat(lenient.pauses).isEmpty();
    }
  }

  private void guess(String user, int times, AuthContext context) throws Exception {
    for (int i = 0; i < times; i++) {
      assertThat(people.refusal(user, "guess " + i, context)).isEqualTo(FAILED);
    }
  }
}
