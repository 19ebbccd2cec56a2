package org.angarium.server.filter;

import java.time.Duration;
import java.util.Set;

/**
 * How mail is judged.
 *
 * @param authentication of mail of other servers
 * @param scores what the sum of the scores does
 * @param maxHops Received fields; RFC 5321 §6.3 asks for at least 100
 * @param budget for all checks of a message together
 */
public record FilterSettings(
    Authentication authentication, ScoreTable scores, int maxHops, Duration budget) {
  private static final int HOPS = 100;

  /** Everything is checked and written down; nothing is refused. */
  public static final FilterSettings DEFAULT =
      new FilterSettings(Authentication.WRITTEN_DOWN, ScoreTable.NONE, HOPS, Duration.ofSeconds(5));

  /** Nothing is checked but what ends loops. */
  public static final FilterSettings NOTHING =
      new FilterSettings(Authentication.NONE, ScoreTable.NONE, HOPS, Duration.ofSeconds(5));

  public FilterSettings withAuthentication(Authentication other) {
    return new FilterSettings(other, scores, maxHops, budget);
  }

  public FilterSettings withScores(ScoreTable other) {
    return new FilterSettings(authentication, other, maxHops, budget);
  }

  public FilterSettings withBudget(Duration other) {
    return new FilterSettings(authentication, scores, maxHops, other);
  }

  /**
   * What is proven of the sender.
   *
   * @param spf whether SPF is checked
   * @param dkim whether signatures are
   * @param arc whether chains of those that handed it on are
   * @param dmarc whether DMARC is judged, by what the others proved
   * @param enforceDmarc whether the policy of a domain is carried out, and not only written down
   * @param receivedSpf whether Received-SPF is written too
   * @param trustedSealers domains whose ARC results save a message that fails DMARC; lower case,
   *     A-labels
   */
  public record Authentication(
      boolean spf,
      boolean dkim,
      boolean arc,
      boolean dmarc,
      boolean enforceDmarc,
      boolean receivedSpf,
      Set<String> trustedSealers) {
    /** All is checked, no policy carried out. */
    public static final Authentication WRITTEN_DOWN =
        new Authentication(true, true, true, true, false, false, Set.of());

    /** Nothing is. */
    public static final Authentication NONE =
        new Authentication(false, false, false, false, false, false, Set.of());

    public Authentication {
      trustedSealers = Set.copyOf(trustedSealers);
    }
  }
}
