package org.angarium.server.filter;

import java.util.List;

/**
 * What a message came to.
 *
 * @param findings in the order of the checks
 * @param fields header fields to put on top of the message, each ended by CRLF; empty for none
 */
public record Judgement(Verdict verdict, List<Finding> findings, String fields) {
  public Judgement {
    findings = List.copyOf(findings);
  }

  /** A verdict without findings. */
  public static Judgement of(Verdict verdict) {
    return new Judgement(verdict, List.of(), "");
  }

  /** The sum of the scores. No threshold acts on it yet. */
  public double score() {
    double sum = 0;
    for (Finding finding : findings) {
      sum += finding.score();
    }
    return sum;
  }
}
