package org.angarium.server.filter;

import org.angarium.mail.smtp.EnhancedStatusCode;

/**
 * From which sum of scores on something is done; zero: never.
 *
 * @param tag delivered to Junk, with a header field that says so
 * @param greylist refused until the sender comes again
 * @param quarantine to Junk; held for recipients elsewhere
 * @param reject refused for good
 */
public record Scores(double tag, double greylist, double quarantine, double reject) {
  /** RFC 3463 §3.8: delivery not authorized. */
  private static final EnhancedStatusCode REFUSED = EnhancedStatusCode.parse("5.7.1");

  /** The sum of scores does nothing. */
  public static final Scores NONE = new Scores(0, 0, 0, 0);

  private static boolean reached(double score, double threshold) {
    return threshold > 0 && score >= threshold;
  }

  /** What the sum alone asks for. */
  Verdict verdict(double score) {
    String reason = "score " + text(score);
    if (reached(score, reject)) {
      return new Verdict.Reject(REFUSED, "Message looks like spam", reason);
    }
    if (reached(score, greylist)) {
      return new Verdict.Greylist(reason);
    }
    if (reached(score, quarantine)) {
      return new Verdict.Quarantine(reason);
    }
    return reached(score, tag) ? new Verdict.Tag(reason) : Verdict.accept();
  }

  /** The least that does anything; zero if nothing does. */
  double least() {
    double least = 0;
    for (double each : new double[] {tag, greylist, quarantine, reject}) {
      least = each > 0 && (least == 0 || each < least) ? each : least;
    }
    return least;
  }

  /** A score with one digit after the point. */
  static String text(double score) {
    long tenths = Math.round(score * 10);
    return (tenths < 0 ? "-" : "") + Math.abs(tenths) / 10 + "." + Math.abs(tenths) % 10;
  }
}
