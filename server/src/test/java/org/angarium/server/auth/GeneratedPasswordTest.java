package org.angarium.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GeneratedPasswordTest {
  @Test
  void isReadableAndNeverTheSame() {
    SecureRandom random = new SecureRandom();
    Set<String> seen = new HashSet<>();
    Set<Integer> signs = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String password = GeneratedPassword.next(random);
      assertThat(password).matches("[a-hj-km-np-z2-9]{4}(-[a-hj-km-np-z2-9]{4}){4}");
      assertThat(seen.add(password)).isTrue();
      password.chars().forEach(signs::add);
    }
    // All 31 signs and the dash.
    assertThat(signs).hasSize(32);
  }
}
