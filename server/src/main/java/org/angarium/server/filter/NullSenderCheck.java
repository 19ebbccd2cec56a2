package org.angarium.server.filter;

import java.util.List;

/** A report concerns one sender (RFC 5321 §4.5.5): one for several recipients is none. */
final class NullSenderCheck implements Check {
  private static final double ODD = 2;

  @Override
  public String name() {
    return "NULL_SENDER";
  }

  @Override
  public boolean quick() {
    return true;
  }

  @Override
  public Outcome check(Facts facts, List<Proof> before) {
    int recipients = facts.recipients().size();
    return facts.sender() != null || recipients < 2
        ? Outcome.NOTHING
        : Outcome.of(
            new Finding(
                "NULL_SENDER_MANY",
                ODD,
                recipients + " recipients",
                "The message has no return path, as only reports have, and several recipients."));
  }
}
