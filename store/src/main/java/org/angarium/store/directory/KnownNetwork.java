package org.angarium.store.directory;

/**
 * A network that an account came in from: its usual places, where guesses made elsewhere must not
 * make its owner wait.
 *
 * @param v6 whether of IPv6
 * @param bits the leading bits of the address, at the low end: 32 of IPv4, 64 of IPv6
 * @param lastDay of a login, in days since 1970
 */
public record KnownNetwork(boolean v6, long bits, long lastDay) {
  /** Of so many networks an account's latest are kept. */
  public static final int PER_ACCOUNT = 32;

  boolean sameNetwork(KnownNetwork other) {
    return v6 == other.v6 && bits == other.bits;
  }
}
