package org.angarium.server.auth;

import static org.angarium.server.auth.AuthFixture.PASSWORD;
import static org.angarium.server.auth.AuthFixture.address;
import static org.angarium.server.auth.AuthFixture.bytes;
import static org.angarium.server.auth.AuthFixture.from;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.angarium.server.event.AuthEvent;
import org.angarium.server.event.Event;
import org.angarium.server.event.Field;
import org.angarium.server.event.FieldVisitor;
import org.angarium.store.directory.AccountUpdate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {
  private static final AuthContext HOME = from("192.0.2.1");

  private AuthFixture people;
  private Authenticator authenticator;

  @BeforeEach
  void open() throws Exception {
    people = new AuthFixture();
    authenticator = people.authenticator;
  }

  @AfterEach
  void close() {
    people.close();
  }

  @Test
  void letsInWithTheRightPassword() throws Exception {
    Login login = authenticator.login("alice@example.test", bytes(PASSWORD), HOME);

    assertThat(login.account()).isEqualTo(people.alice.id());
    assertThat(login.address()).isEqualTo(address("alice@example.test"));
    assertThat(login.administrator()).isTrue();
    assertThat(people.events.getLast())
        .isEqualTo(
            new AuthEvent.Succeeded("imap", "c1", "192.0.2.1", "login", "alice@example.test"));
  }

  @Test
  void wipesThePassword() throws Exception {
    byte[] right = bytes(PASSWORD);
    authenticator.login("alice@example.test", right, HOME);
    assertThat(right).containsOnly(0);

    byte[] wrong = bytes("wrong");
    assertThatThrownBy(() -> authenticator.login("alice@example.test", wrong, HOME))
        .isInstanceOf(AuthRefusal.class);
    assertThat(wrong).containsOnly(0);
  }

  @Test
  void takesFurtherNamesAndAliasesOfOneAccountInAnyCase() throws Exception {
    people.directory.addName(people.bob.id(), address("robert@example.test"));
    people.directory.createAlias(
        address("boss@example.test"), List.of(address("bob@example.test")));
    people.directory.createAlias(
        address("all@example.test"),
        List.of(address("bob@example.test"), address("alice@example.test")));

    for (String name : List.of("BOB@Example.Test", "robert@example.test", "Boss@example.test")) {
      assertThat(authenticator.login(name, bytes("tr0ub4dor & 3"), HOME).account())
          .as(name)
          .isEqualTo(people.bob.id());
    }
    assertThat(people.refusal("all@example.test", "tr0ub4dor & 3", HOME))
        .isEqualTo(AuthRefusal.Reason.FAILED);
  }

  @Test
  void refusesAllKindsOfStrangersAlike() throws Exception {
    people.directory.updateAccount(people.bob.id(), AccountUpdate.suspended(true));
    List<String> users =
        List.of("alice@example.test", "nobody@example.test", "alice@elsewhere.test", "a", "@", "");
    for (String user : users) {
      assertThatThrownBy(() -> authenticator.login(user, bytes("wrong" + user), HOME))
          .isInstanceOfSatisfying(
              AuthRefusal.class,
              refusal -> assertThat(refusal.reason()).isEqualTo(AuthRefusal.Reason.FAILED))
          .hasMessage("Authentication failed");
    }
    assertThatThrownBy(() -> authenticator.login("bob@example.test", bytes("tr0ub4dor & 3"), HOME))
        .isInstanceOf(AuthRefusal.class)
        .hasMessage("Authentication failed");
    assertThat(people.events.getLast())
        .isEqualTo(
            new AuthEvent.Failed(
                "imap", "c1", "192.0.2.1", "login", "bob@example.test", "suspended"));
  }

  @Test
  void refusesUsersOfADisabledDomainAtOnce() throws Exception {
    authenticator.login("bob@example.test", bytes("tr0ub4dor & 3"), HOME);
    people.directory.enableDomain("example.test", false);

    assertThat(people.refusal("bob@example.test", "tr0ub4dor & 3", HOME))
        .isEqualTo(AuthRefusal.Reason.FAILED);
  }

  @Test
  void forgetsARememberedLoginWhenThePasswordChanges() throws Exception {
    authenticator.login("bob@example.test", bytes("tr0ub4dor & 3"), HOME);
    authenticator.login("bob@example.test", bytes("tr0ub4dor & 3"), HOME);
    people.directory.setPassword(people.bob.id(), bytes("another phrase"));

    assertThat(people.refusal("bob@example.test", "tr0ub4dor & 3", HOME))
        .isEqualTo(AuthRefusal.Reason.FAILED);
    assertThat(authenticator.login("bob@example.test", bytes("another phrase"), HOME).account())
        .isEqualTo(people.bob.id());
  }

  @Test
  void remembersARightPasswordInsteadOfHashingItAgain() throws Exception {
    authenticator.login("bob@example.test", bytes("tr0ub4dor & 3"), HOME);
    // While somebody else holds the only turn, a remembered login still gets through.
    try (var _ = people.hashing.turn()) {
      assertThat(authenticator.login("bob@example.test", bytes("tr0ub4dor & 3"), HOME).account())
          .isEqualTo(people.bob.id());
    }
  }

  @Test
  void takesPasswordsInEitherUnicodeForm() throws Exception {
    people.directory.setPassword(people.bob.id(), bytes("caf\u00e9 au lait"));

    assertThat(authenticator.login("bob@example.test", bytes("cafe\u0301 au lait"), HOME).account())
        .isEqualTo(people.bob.id());
  }

  @Test
  void takesNoPasswordWhereItCanBeOverheard() throws Exception {
    AuthContext clear = from("192.0.2.1", false);

    assertThat(people.refusal("bob@example.test", "tr0ub4dor & 3", clear))
        .isEqualTo(AuthRefusal.Reason.CLEARTEXT_REFUSED);
    assertThat(authenticator.mechanisms(clear)).containsExactly("SCRAM-SHA-256");
    assertThat(authenticator.mechanisms(HOME)).containsExactly("SCRAM-SHA-256", "PLAIN", "LOGIN");
    for (String mechanism : List.of("PLAIN", "login")) {
      assertThatThrownBy(() -> authenticator.start(mechanism, clear))
          .isInstanceOfSatisfying(
              AuthRefusal.class,
              refusal ->
                  assertThat(refusal.reason()).isEqualTo(AuthRefusal.Reason.CLEARTEXT_REFUSED));
    }
    assertThatThrownBy(() -> authenticator.start("KERBEROS_V4", HOME))
        .isInstanceOfSatisfying(
            AuthRefusal.class,
            refusal ->
                assertThat(refusal.reason()).isEqualTo(AuthRefusal.Reason.UNKNOWN_MECHANISM));
  }

  @Test
  void hashesAnewWithTheCostOfTheDayAtLogin() throws Exception {
    String before = people.store.credentials(people.bob.id()).orElseThrow().passwordHash();
    var dearer =
        new org.angarium.server.directory.PasswordHashing(
            new org.angarium.server.directory.HashingCost(128, 2, 1, 5_000),
            1,
            java.time.Duration.ofSeconds(60));
    Authenticator newer =
        people.again(AuthSettings.DEFAULT, new DirectoryCredentials(people.directory, dearer));

    newer.login("bob@example.test", bytes("tr0ub4dor & 3"), HOME);

    var after = people.store.credentials(people.bob.id()).orElseThrow();
    assertThat(before).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
    assertThat(after.passwordHash()).startsWith("$argon2id$v=19$m=128,t=2,p=1$");
    assertThat(after.scram()).isNotNull().extracting("iterations").isEqualTo(5_000);
    assertThat(after.generation()).isEqualTo(1);
    assertThat(newer.login("bob@example.test", bytes("tr0ub4dor & 3"), HOME).account())
        .isEqualTo(people.bob.id());
  }

  @Test
  void tellsNoPasswordToTheLog() throws Exception {
    authenticator.login("alice@example.test", bytes(PASSWORD), HOME);
    people.refusal("alice@example.test", "sesame-open-me", HOME);
    people.directory.setPassword(people.bob.id(), bytes("sesame-open-me"));

    List<String> told = new ArrayList<>();
    for (Event event : people.events) {
      told.add(event.toString());
      event.fields(
          new FieldVisitor() {
            @Override
            public void field(Field field, @Nullable String value) {
              told.add(field + "=" + value);
            }

            @Override
            public void field(Field field, long value) {
              told.add(field + "=" + value);
            }

            @Override
            public void field(Field field, boolean value) {
              told.add(field + "=" + value);
            }

            @Override
            public void duration(Field field, long micros) {
              told.add(field + "=" + micros);
            }
          });
    }
    assertThat(told)
        .isNotEmpty()
        .noneMatch(line -> line.contains("sesame") || line.contains("horse"));
  }

  @Test
  void refusesPasswordsOutOfBounds() throws Exception {
    assertThat(people.refusal("bob@example.test", "", HOME))
        .isEqualTo(AuthRefusal.Reason.MALFORMED);
    assertThat(people.refusal("bob@example.test", "x".repeat(2_000), HOME))
        .isEqualTo(AuthRefusal.Reason.MALFORMED);
  }

  @Test
  void cutsUserNamesThatAreTooLong() throws Exception {
    people.refusal("x".repeat(100_000) + "\r\nforged", "whatever", HOME);

    assertThat(people.events.getLast())
        .isInstanceOfSatisfying(
            AuthEvent.Failed.class, failed -> assertThat(failed.login()).hasSize(254));
  }
}
