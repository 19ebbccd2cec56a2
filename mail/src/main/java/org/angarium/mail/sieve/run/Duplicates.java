package org.angarium.mail.sieve.run;

import java.time.Duration;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.match.SieveFault;

/** The memory behind {@code duplicate} (RFC 7352). */
final class Duplicates {
  private static final long WEEK = 7 * 86_400L;
  private static final long LONGEST = 90 * 86_400L;

  private Duplicates() {}

  /**
   * Whether the id was seen; notes that it is to be remembered if it wasn't or {@code last} counts
   * the time from the last message rather than the first (§3.3).
   *
   * @param seconds how long it is remembered; 0 for not at all, negative for the usual time
   */
  static boolean test(Run run, String handle, String id, long seconds, boolean last)
      throws SieveFault {
    run.step(id.length());
    if (seconds == 0) {
      return false;
    }
    boolean seen = run.environment().world().duplicateSeen(handle, id);
    if (!seen || last) {
      long interval = seconds < 0 ? WEEK : Math.min(seconds, LONGEST);
      run.actions()
          .remember(new SieveAction.RememberDuplicate(handle, id, Duration.ofSeconds(interval)));
    }
    return seen;
  }
}
