package org.angarium.server.admin.view;

import java.util.List;
import org.angarium.server.filter.Finding;
import org.angarium.server.filter.Judgement;
import org.angarium.server.filter.Verdict;

/**
 * What a message came to, and why.
 *
 * @param verdict in a word: accept, tag, quarantine, greylist, defer, reject
 * @param findings in the order of the checks
 */
public record JudgementView(String verdict, double score, List<FindingView> findings) {
  /** Copies the list. */
  public JudgementView {
    findings = List.copyOf(findings);
  }

  /** What the service shows of it. */
  public static JudgementView of(Verdict verdict, Judgement judgement) {
    return new JudgementView(
        verdict.word(),
        Math.round(judgement.score() * 10) / 10.0,
        judgement.findings().stream().map(FindingView::of).toList());
  }

  /** One thing that was found. */
  public record FindingView(String name, double score, String evidence, String text) {
    static FindingView of(Finding finding) {
      return new FindingView(finding.name(), finding.score(), finding.evidence(), finding.text());
    }
  }
}
