package org.angarium.server.auth;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How logins are guarded.
 *
 * @param defaultDomain added to user names without one; null: such users are unknown
 * @param throttleLoopback whether failures from this machine count; off, a local front end that
 *     hides its clients' addresses cannot lock itself out
 * @param failuresPerAccount wrong passwords for one account from one network before that network
 *     has to wait for this account
 * @param failuresPerNetwork wrong passwords from one network before its strangers have to wait
 * @param failuresPerAccountEverywhere wrong passwords for one account from all networks before
 *     strangers to the account have to wait, wherever they come from
 * @param firstWait of those who have to; doubles with each further failure
 * @param longestWait where the doubling ends; failures are forgotten after twice this time
 * @param answerDelay before the answer to a failure; doubles with each failure of the network
 * @param longestAnswerDelay where that doubling ends
 * @param rememberedLogins verified logins, failures and networks kept in memory, each
 * @param rememberLoginFor how long a verified password is believed without hashing it again
 */
public record AuthSettings(
    @Nullable String defaultDomain,
    boolean throttleLoopback,
    int failuresPerAccount,
    int failuresPerNetwork,
    int failuresPerAccountEverywhere,
    Duration firstWait,
    Duration longestWait,
    Duration answerDelay,
    Duration longestAnswerDelay,
    int rememberedLogins,
    Duration rememberLoginFor) {
  public static final AuthSettings DEFAULT =
      new AuthSettings(
          null,
          true,
          5,
          30,
          200,
          Duration.ofSeconds(2),
          Duration.ofMinutes(15),
          Duration.ofMillis(250),
          Duration.ofSeconds(4),
          100_000,
          Duration.ofHours(1));
}
