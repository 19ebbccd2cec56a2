package org.angarium.store.directory;

import org.jspecify.annotations.Nullable;

/**
 * What proves a person, without the password itself.
 *
 * @param passwordHash in PHC string form, such as {@code $argon2id$v=19$m=19456,t=2,p=1$…}: names
 *     its own algorithm and parameters
 * @param scram for SCRAM-SHA-256, or null where it is not kept
 * @param generation counts the changes of the password, so that what was remembered of an older one
 *     is seen to be stale
 */
public record Credentials(String passwordHash, @Nullable ScramKeys scram, long generation) {

  /**
   * SCRAM-SHA-256 (RFC 5802 §3): enough to verify a login, not enough to log in elsewhere.
   *
   * @param storedKey H(ClientKey)
   */
  public record ScramKeys(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {}

  /** Never the hash: it would end up in a log. */
  @Override
  public String toString() {
    return "Credentials[generation=" + generation + "]";
  }
}
