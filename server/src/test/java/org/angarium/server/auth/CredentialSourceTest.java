package org.angarium.server.auth;

import static org.angarium.server.auth.AuthFixture.bytes;
import static org.angarium.server.auth.AuthFixture.from;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.angarium.mail.sasl.ScramCredential;
import org.angarium.server.event.AuthEvent;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Account;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Logins that are proved elsewhere: a source that can be asked and hands out nothing. */
class CredentialSourceTest {
  private static final AuthContext HOME = from("192.0.2.1");

  /** Answers as a directory server that binds. */
  private static final class Elsewhere implements CredentialSource {
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private volatile boolean down;
    private volatile long generation = 7;
    private volatile int asked;

    @Override
    public boolean hasScram() {
      return false;
    }

    @Override
    public Optional<Credential> credential(Account account) throws StoreException {
      if (down) {
        throw new StoreException("the directory server does not answer");
      }
      String name = account.primary().toString();
      return passwords.containsKey(name) ? Optional.of(bound(name)) : Optional.empty();
    }

    @Override
    public Credential nobody(String name) {
      return bound("");
    }

    private Credential bound(String name) {
      return new Credential() {
        @Override
        public long generation() {
          return generation;
        }

        @Override
        public @Nullable ScramCredential scram() {
          return null;
        }

        @Override
        public Check check() {
          return new Check() {
            @Override
            public boolean matches(byte[] password) {
              asked++;
              String given = new String(password, StandardCharsets.UTF_8);
              return given.equals(passwords.get(name));
            }

            @Override
            public void close() {}
          };
        }
      };
    }
  }

  private final Elsewhere elsewhere = new Elsewhere();
  private final AuthFixture people;
  private final Authenticator authenticator;

  CredentialSourceTest() throws Exception {
    people = new AuthFixture();
    elsewhere.passwords.put("bob@example.test", "kept elsewhere");
    authenticator = people.again(AuthSettings.DEFAULT, elsewhere);
  }

  @Test
  void thePasswordOfTheSourceCounts() throws Exception {
    Login login = authenticator.login("bob@example.test", bytes("kept elsewhere"), HOME);
    assertThat(login.account()).isEqualTo(people.bob.id());
    assertThat(login.generation()).isEqualTo(7);
    assertThatThrownBy(() -> authenticator.login("bob@example.test", bytes("tr0ub4dor & 3"), HOME))
        .isInstanceOf(AuthRefusal.class);
    assertThatThrownBy(() -> authenticator.login("nobody@example.test", bytes("kept"), HOME))
        .isInstanceOf(AuthRefusal.class);
  }

  @Test
  void anAccountThatTheSourceDoesNotKnowCannotLogIn() {
    assertThatThrownBy(
            () -> authenticator.login("alice@example.test", bytes(AuthFixture.PASSWORD), HOME))
        .isInstanceOf(AuthRefusal.class);
    assertThat(people.events)
        .last()
        .isInstanceOfSatisfying(
            AuthEvent.Failed.class,
            failed -> assertThat(failed.reason()).isEqualTo("no-credentials"));
  }

  @Test
  void aRightPasswordIsRememberedRatherThanAskedForAgain() throws Exception {
    for (int i = 0; i < 5; i++) {
      authenticator.login("bob@example.test", bytes("kept elsewhere"), HOME);
    }
    assertThat(elsewhere.asked).isEqualTo(1);
    elsewhere.generation++;
    authenticator.login("bob@example.test", bytes("kept elsewhere"), HOME);
    assertThat(elsewhere.asked).isEqualTo(2);
  }

  @Test
  void mechanismsThatNeedKeysAreNotOffered() {
    assertThat(authenticator.mechanisms(HOME)).containsExactly("PLAIN", "LOGIN");
    assertThat(authenticator.mechanisms(from("192.0.2.1", false))).isEmpty();
    assertThatThrownBy(() -> authenticator.start("SCRAM-SHA-256", HOME))
        .isInstanceOfSatisfying(
            AuthRefusal.class,
            refusal ->
                assertThat(refusal.reason()).isEqualTo(AuthRefusal.Reason.UNKNOWN_MECHANISM));
    assertThatThrownBy(() -> authenticator.start("PLAIN", from("192.0.2.1", false)))
        .isInstanceOfSatisfying(
            AuthRefusal.class,
            refusal ->
                assertThat(refusal.reason()).isEqualTo(AuthRefusal.Reason.CLEARTEXT_REFUSED));
  }

  @Test
  void aSourceThatIsDownIsNoWrongPassword() throws Exception {
    Login login = authenticator.login("bob@example.test", bytes("kept elsewhere"), HOME);
    elsewhere.down = true;
    assertThatThrownBy(() -> authenticator.login("bob@example.test", bytes("kept elsewhere"), HOME))
        .isInstanceOfSatisfying(
            AuthRefusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(AuthRefusal.Reason.UNAVAILABLE));
    assertThat(people.events).last().isInstanceOf(AuthEvent.Unavailable.class);
    assertThatThrownBy(() -> authenticator.enter(login, HOME, why -> {}))
        .isInstanceOfSatisfying(
            AuthRefusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(AuthRefusal.Reason.UNAVAILABLE));
  }
}
