package org.angarium.mail.dkim;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * When keys are published, used, and withdrawn. A key must be in DNS before the first signature,
 * longer than negative answers are cached; it must stay after the last one, longer than mail is
 * under way; then it is published as revoked, so that nobody need keep old private keys secret, and
 * at last the name goes.
 *
 * @param publishBefore from publication to first use; two days suit every cache
 * @param use how long a key signs
 * @param keepAfter from last use to revocation; more than the longest retry of a queue
 * @param revokedFor how long the record stays with an empty {@code p=}
 */
public record DkimRotation(
    Duration publishBefore, Duration use, Duration keepAfter, Duration revokedFor) {
  /** A new key four times a year. */
  public static final DkimRotation DEFAULT =
      new DkimRotation(
          Duration.ofDays(2), Duration.ofDays(91), Duration.ofDays(14), Duration.ofDays(90));

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

  public DkimRotation {
    if (use.isNegative()
        || use.isZero()
        || publishBefore.isNegative()
        || keepAfter.isNegative()
        || revokedFor.isNegative()) {
      throw new IllegalArgumentException("Periods are positive");
    }
  }

  /** The state of a key at some instant. */
  public enum State {
    /** Not yet to be seen. */
    PLANNED,
    /** In DNS, not signing yet. */
    PUBLISHED,
    /** Signing. */
    ACTIVE,
    /** Verifying what is under way. */
    RETIRED,
    /** In DNS with an empty key. */
    REVOKED,
    /** Gone from DNS. */
    REMOVED
  }

  /**
   * The life of one key: half-open periods from each instant to the next.
   *
   * @param selector unique by its day of first use
   */
  public record KeyLife(
      String selector,
      Instant publish,
      Instant activate,
      Instant retire,
      Instant revoke,
      Instant remove) {
    /** What holds now. */
    public State at(Instant now) {
      if (now.isBefore(publish)) {
        return State.PLANNED;
      }
      if (now.isBefore(activate)) {
        return State.PUBLISHED;
      }
      if (now.isBefore(retire)) {
        return State.ACTIVE;
      }
      if (now.isBefore(revoke)) {
        return State.RETIRED;
      }
      return now.isBefore(remove) ? State.REVOKED : State.REMOVED;
    }
  }

  /**
   * The next keys, one after the other without a gap.
   *
   * @param prefix of the selectors, such as {@code r} for RSA and {@code e} for Ed25519
   * @param firstUse when the first of them begins to sign
   */
  public List<KeyLife> schedule(String prefix, Instant firstUse, int keys) {
    List<KeyLife> lives = new ArrayList<>(keys);
    Instant activate = firstUse;
    for (int i = 0; i < keys; i++) {
      Instant retire = activate.plus(use);
      Instant revoke = retire.plus(keepAfter);
      lives.add(
          new KeyLife(
              prefix + DAY.format(activate),
              activate.minus(publishBefore),
              activate,
              retire,
              revoke,
              revoke.plus(revokedFor)));
      activate = retire;
    }
    return lives;
  }
}
