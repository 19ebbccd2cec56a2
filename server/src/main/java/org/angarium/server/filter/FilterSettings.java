package org.angarium.server.filter;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How mail is judged.
 *
 * @param authentication of mail of other servers
 * @param senders what is looked at of client and sender
 * @param scores what the sum of the scores does
 * @param maxHops Received fields; RFC 5321 §6.3 asks for at least 100
 * @param budget for all checks of a message together
 */
public record FilterSettings(
    Authentication authentication,
    Senders senders,
    ScoreTable scores,
    int maxHops,
    Duration budget) {
  private static final int HOPS = 100;

  /** Everything is checked and written down; nothing is refused. */
  public static final FilterSettings DEFAULT =
      new FilterSettings(
          Authentication.WRITTEN_DOWN, Senders.USUAL, ScoreTable.NONE, HOPS, Duration.ofSeconds(5));

  /** Nothing is checked but what ends loops. */
  public static final FilterSettings NOTHING =
      new FilterSettings(
          Authentication.NONE, Senders.NONE, ScoreTable.NONE, HOPS, Duration.ofSeconds(5));

  public FilterSettings withAuthentication(Authentication other) {
    return new FilterSettings(other, senders, scores, maxHops, budget);
  }

  public FilterSettings withSenders(Senders other) {
    return new FilterSettings(authentication, other, scores, maxHops, budget);
  }

  public FilterSettings withScores(ScoreTable other) {
    return new FilterSettings(authentication, senders, other, maxHops, budget);
  }

  public FilterSettings withBudget(Duration other) {
    return new FilterSettings(authentication, senders, scores, maxHops, other);
  }

  /**
   * What is looked at of client and sender.
   *
   * @param checks whether names of clients, greetings, and domains of senders are checked
   * @param refuseUnreachable whether mail of domains that cannot get any is refused
   * @param block those who are refused
   * @param allow those who are not
   * @param lists that are asked by DNS
   */
  public record Senders(
      boolean checks,
      boolean refuseUnreachable,
      LocalList block,
      LocalList allow,
      List<DnsList> lists) {
    /** Checks without refusals, and no lists. */
    public static final Senders USUAL =
        new Senders(true, false, LocalList.NONE, LocalList.NONE, List.of());

    /** Nothing is. */
    public static final Senders NONE =
        new Senders(false, false, LocalList.NONE, LocalList.NONE, List.of());

    public Senders {
      lists = List.copyOf(lists);
    }
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
