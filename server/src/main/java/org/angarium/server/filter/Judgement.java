package org.angarium.server.filter;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a message came to.
 *
 * @param decided by checks that end the matter; Accept if none did
 * @param findings in the order of the checks
 * @param fields header fields to put on top of the message, each ended by CRLF; empty for none
 * @param scores by which the sum of the findings counts for each recipient
 */
public record Judgement(Verdict decided, List<Finding> findings, String fields, ScoreTable scores) {
  /** RFC 5321 §4.5.1, RFC 2142: whoever is refused must be able to ask why. */
  private static final Set<String> REACHABLE = Set.of("postmaster", "abuse");

  /** RFC 3463 §3.8: the subject of refusals by policy. A loop, by contrast, must end. */
  private static final int POLICY = 7;

  private static final int MOST_TESTS = 40;

  /** The least score that speaks of spam where none does anything. */
  private static final double USUAL = 10;

  public Judgement {
    findings = List.copyOf(findings);
  }

  /** Without thresholds. */
  public Judgement(Verdict decided, List<Finding> findings, String fields) {
    this(decided, findings, fields, ScoreTable.NONE);
  }

  /** A verdict without findings. */
  public static Judgement of(Verdict verdict) {
    return new Judgement(verdict, List.of(), "");
  }

  /** The verdict by the settings of the site. */
  public Verdict verdict() {
    return decided.severer(scores.site().verdict(score()));
  }

  /** The verdict for a recipient. Mail to postmaster and abuse is not refused by policy. */
  public Verdict verdict(EmailAddress recipient) {
    Verdict verdict = decided.severer(scores.of(recipient).verdict(score()));
    return verdict instanceof Verdict.Reject(var status, String _, String reason)
            && status.subject() == POLICY
            && isReachable(recipient)
        ? new Verdict.Tag(reason)
        : verdict;
  }

  /** Whether mail to this address is taken whatever the policy. */
  public static boolean isReachable(EmailAddress recipient) {
    return REACHABLE.contains(recipient.localPart().toLowerCase(Locale.ROOT));
  }

  /** The verdict once the sender has come again. */
  public Verdict afterGreylisting(EmailAddress recipient) {
    Scores all = scores.of(recipient);
    Scores others = new Scores(all.tag(), 0, all.quarantine(), all.reject());
    return new Judgement(decided, findings, fields, new ScoreTable(others, Map.of()))
        .verdict(recipient);
  }

  /** The sum of the scores. */
  public double score() {
    double sum = 0;
    for (Finding finding : findings) {
      sum += finding.score();
    }
    return sum;
  }

  /**
   * How likely the message is spam for a recipient, from 0 to 100, where the least score that does
   * anything is 50; null if nothing was looked at.
   */
  public @Nullable Integer spamPercent(EmailAddress recipient) {
    double required = scores.of(recipient).least();
    return findings.isEmpty()
        ? null
        : Math.clamp(Math.round(50 * score() / (required > 0 ? required : USUAL)), 0, 100);
  }

  /**
   * X-Spam-Status as it has become usual: whether the copy of this recipient is tagged, the score
   * and the names of the findings. Empty if nothing was looked at.
   */
  public String status(EmailAddress recipient) {
    if (findings.isEmpty()) {
      return "";
    }
    StringBuilder field = new StringBuilder(200).append(ForgedFields.STATUS).append(": ");
    field.append(verdict(recipient) instanceof Verdict.Accept ? "No" : "Yes");
    field.append(", score=").append(Scores.text(score()));
    double required = scores.of(recipient).least();
    if (required > 0) {
      field.append(" required=").append(Scores.text(required));
    }
    int tests = 0;
    for (Finding finding : findings) {
      if (tests++ == MOST_TESTS) {
        break;
      }
      field.append(tests == 1 ? "\r\n\ttests=" : ",\r\n\t").append(finding.name());
    }
    return field.append("\r\n").toString();
  }
}
