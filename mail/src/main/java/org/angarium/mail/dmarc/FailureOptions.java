package org.angarium.mail.dmarc;

import org.angarium.mail.dkim.TagList;

/**
 * When a domain wants failure reports: the tag {@code fo=} (RFC 7489 §6.3).
 *
 * @param whenAnyFails {@code 1}: if any mechanism fails to give an aligned pass; else only if all
 *     do
 * @param whenSignatureFails {@code d}: if a signature fails, aligned or not
 * @param whenSpfFails {@code s}: if SPF fails, aligned or not
 */
public record FailureOptions(
    boolean whenAnyFails, boolean whenSignatureFails, boolean whenSpfFails) {
  /** Only when nothing passes. */
  public static final FailureOptions DEFAULT = new FailureOptions(false, false, false);

  /** Reads the tag's value; what isn't an option is passed over. */
  static FailureOptions parse(String value) {
    boolean any = false;
    boolean signature = false;
    boolean spf = false;
    for (String option : TagList.squeezed(value).split(":", 16)) {
      switch (option) {
        case "1" -> any = true;
        case "d" -> signature = true;
        case "s" -> spf = true;
        default -> {
          // "0" is what holds anyway; others may come to mean something.
        }
      }
    }
    return new FailureOptions(any, signature, spf);
  }

  /**
   * Whether a report is wanted for a message.
   *
   * @param dkimAligned whether a signature passed and aligned
   * @param spfAligned whether SPF passed and aligned
   * @param signatureFailed whether some signature failed
   * @param spfFailed whether SPF failed
   */
  public boolean wants(
      boolean dkimAligned, boolean spfAligned, boolean signatureFailed, boolean spfFailed) {
    return (!dkimAligned && !spfAligned)
        || (whenAnyFails && !(dkimAligned && spfAligned))
        || (whenSignatureFails && signatureFailed)
        || (whenSpfFails && spfFailed);
  }

  /** As in the tag and in aggregate reports. */
  @Override
  public String toString() {
    return (whenAnyFails ? "1" : "0")
        + (whenSignatureFails ? ":d" : "")
        + (whenSpfFails ? ":s" : "");
  }
}
