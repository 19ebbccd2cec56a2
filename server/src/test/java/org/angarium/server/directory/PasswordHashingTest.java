package org.angarium.server.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Credentials;
import org.junit.jupiter.api.Test;

class PasswordHashingTest {
  private static final HashingCost CHEAP = new HashingCost(64, 1, 1, 4_096);

  // RFC 9106 has no vector without secret and associated data; this one is from the reference
  // implementation's test program: argon2id, t=2, m=65536, p=1, "password", "somesalt".
  private static final String REFERENCE =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  @Test
  void agreesWithTheReferenceImplementation() throws Exception {
    Argon2Hash hash = Argon2Hash.parse(REFERENCE);
    assertThat(hash.matches(bytes("password"))).isTrue();
    assertThat(hash.matches(bytes("Password"))).isFalse();
    assertThat(hash.encoded()).isEqualTo(REFERENCE);
  }

  @Test
  void matchesOnlyTheRightPassword() throws Exception {
    PasswordHashing hashing = new PasswordHashing(CHEAP, 1, Duration.ofSeconds(10));
    try (PasswordHashing.Turn turn = hashing.turn()) {
      Credentials credentials = turn.derive(bytes("correct horse"));
      Credentials again = turn.derive(bytes("correct horse"));
      assertThat(credentials.passwordHash()).isNotEqualTo(again.passwordHash());
      assertThat(turn.matches(credentials, bytes("correct horse"))).isTrue();
      assertThat(turn.matches(credentials, bytes("correct hors"))).isFalse();
      assertThat(turn.matches(credentials, bytes(""))).isFalse();
      assertThat(hashing.outdated(credentials)).isFalse();
      assertThat(hashing.outdated(new Credentials(credentials.passwordHash(), null, 1))).isTrue();
      assertThat(credentials.toString()).doesNotContain("argon2");
    }
  }

  @Test
  void refusesForgedAndDamagedHashes() {
    List<String> bad =
        List.of(
            "",
            "plain",
            "$2b$10$abcdefghijklmnopqrstuv",
            "$argon2id$v=19$",
            "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ",
            "$argon2id$v=19$m=64,t=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
            "$argon2id$v=19$m=4000000000,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
            "$argon2id$v=19$m=2000000,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
            "$argon2id$v=19$m=64,t=0,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
            "$argon2id$v=19$m=64,t=1,p=1$*$aGFzaGhhc2hoYXNoaGFzaA",
            "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$c2hvcnQ");
    for (String hash : bad) {
      assertThatThrownBy(() -> Argon2Hash.parse(hash)).as(hash).isInstanceOf(StoreException.class);
    }
  }

  @Test
  void waitsForATurnNoLongerThanItsPatience() throws Exception {
    PasswordHashing hashing = new PasswordHashing(CHEAP, 1, Duration.ofMillis(1));
    try (PasswordHashing.Turn _ = hashing.turn()) {
      assertThatThrownBy(hashing::turn).isInstanceOf(StoreException.class);
      // Administrators don't queue up behind logins.
      hashing.administratorsTurn().close();
    }
    hashing.turn().close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
