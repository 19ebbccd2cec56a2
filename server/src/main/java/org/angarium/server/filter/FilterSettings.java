package org.angarium.server.filter;

import java.time.Duration;
import java.util.Set;

/**
 * How mail of others is judged.
 *
 * @param spf whether SPF is checked
 * @param dkim whether signatures are
 * @param arc whether chains of those that handed it on are
 * @param dmarc whether DMARC is judged, by what the others proved
 * @param enforceDmarc whether the policy of a domain is carried out, and not only written down
 * @param receivedSpf whether Received-SPF is written too
 * @param trustedSealers domains whose ARC results save a message that fails DMARC; lower case,
 *     A-labels
 * @param budget for all checks of a message together
 */
public record FilterSettings(
    boolean spf,
    boolean dkim,
    boolean arc,
    boolean dmarc,
    boolean enforceDmarc,
    boolean receivedSpf,
    Set<String> trustedSealers,
    Duration budget) {
  /** Everything is checked and written down; nothing is refused. */
  public static final FilterSettings DEFAULT =
      new FilterSettings(true, true, true, true, false, false, Set.of(), Duration.ofSeconds(5));

  public FilterSettings {
    trustedSealers = Set.copyOf(trustedSealers);
  }
}
