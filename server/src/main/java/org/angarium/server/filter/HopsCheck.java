package org.angarium.server.filter;

import java.util.List;
import org.angarium.mail.smtp.EnhancedStatusCode;

/** Ends loops that nothing else ends: a message with too many Received fields (RFC 5321 §6.3). */
final class HopsCheck implements Check {
  private final int most;

  /**
   * @param most Received fields of a message that is not in a loop
   */
  HopsCheck(int most) {
    this.most = most;
  }

  @Override
  public String name() {
    return "HOPS";
  }

  @Override
  public boolean concerns(Facts.Source source) {
    return source != Facts.Source.OWN;
  }

  @Override
  public boolean mayRefuse() {
    return true;
  }

  @Override
  public boolean quick() {
    return true;
  }

  @Override
  public Outcome check(Facts facts, List<Proof> before) {
    int hops = facts.header().all("Received").size();
    if (hops <= most) {
      return Outcome.NOTHING;
    }
    return Outcome.of(
        new Finding(
            "HOPS_TOO_MANY",
            0,
            hops + " Received fields",
            "The message has come by so many servers that it must be in a loop."),
        new Verdict.Reject(
            EnhancedStatusCode.parse("5.4.6"), "Too many hops", "too many Received fields"));
  }
}
