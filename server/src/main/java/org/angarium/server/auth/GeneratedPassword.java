package org.angarium.server.auth;

import java.security.SecureRandom;

/**
 * Passwords for people to read off a screen once: five groups of four letters and digits that are
 * not mistaken for each other, such as {@code k7mw-x2qp-hn4t-9dfr-ac6v}. 31 signs to the power of
 * 20 are 99 bits.
 */
public final class GeneratedPassword {
  private static final String SIGNS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int GROUPS = 5;
  private static final int GROUP = 4;

  private GeneratedPassword() {}

  /** A new one. */
  public static String next(SecureRandom random) {
    StringBuilder password = new StringBuilder(GROUPS * (GROUP + 1));
    for (int i = 0; i < GROUPS * GROUP; i++) {
      if (i > 0 && i % GROUP == 0) {
        password.append('-');
      }
      password.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
    }
    return password.toString();
  }
}
