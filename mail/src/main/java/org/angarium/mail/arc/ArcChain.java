package org.angarium.mail.arc;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.angarium.mail.authres.AuthResLimits;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.authres.MethodResult;

/**
 * A chain as it was validated.
 *
 * @param status what goes into {@code cv=} and Authentication-Results
 * @param reason why
 * @param instance the set that the reason is about; 0 for none
 * @param highest the highest number that any field bears, 0 for none: the next set's is one more
 * @param sets from the first on; without {@link ChainValidation#PASS} none of it can be believed
 * @param oldestPass the oldest set from which on all message signatures are right; 0 if all are,
 *     which means that nobody changed the message (§5.2). Only of interest with a pass
 */
public record ArcChain(
    ChainValidation status,
    ArcReason reason,
    int instance,
    int highest,
    List<ArcSet> sets,
    int oldestPass) {

  public ArcChain {
    sets = List.copyOf(sets);
  }

  /** Whether there is a chain and all of it is right. */
  public boolean passed() {
    return status == ChainValidation.PASS;
  }

  /**
   * What the first server said that can be believed: of the chain's sets, from the newest back as
   * long as their sealers are trusted, the oldest one's results. A sealer that isn't trusted may
   * have made up all that lies before it.
   *
   * @param trusted asked with sealing domains, lower case, A-labels
   */
  public Optional<AuthenticationResults> testimony(Predicate<String> trusted) {
    int oldest = sets.size();
    while (oldest > 0 && trusted.test(sets.get(oldest - 1).seal().domain())) {
      oldest--;
    }
    return passed() && oldest < sets.size()
        ? sets.get(oldest).results(AuthResLimits.DEFAULT)
        : Optional.empty();
  }

  /**
   * The chain's line in Authentication-Results (RFC 8617 §10.2, §10.3).
   *
   * @param remoteAddress of the host that gave us the message, or empty
   */
  public MethodResult methodResult(String remoteAddress) {
    MethodResult written =
        new MethodResult(
            "arc",
            status.toString(),
            status == ChainValidation.FAIL ? reason.toString() : null,
            List.of());
    if (passed()) {
      written = written.with("header", "oldest-pass", String.valueOf(oldestPass));
    }
    return remoteAddress.isEmpty() ? written : written.with("smtp", "remote-ip", remoteAddress);
  }
}
