package org.angarium.mail.arf;

import java.util.Locale;

/** What a report is about: the registry of RFC 5965 §7.3. */
public enum FeedbackType {
  /** Unsolicited mail or other abuse. */
  ABUSE,
  /** Authentication failed (RFC 6591). */
  AUTH_FAILURE,
  /** Fraud or phishing. */
  FRAUD,
  /** Taken for spam and isn't (RFC 6430). */
  NOT_SPAM,
  /** The recipient wants no more of it; deprecated. */
  OPT_OUT,
  /** Contains a virus. */
  VIRUS,
  /** Anything else, and every type that isn't known here (§3.1). */
  OTHER;

  /** As in the field: lower case, with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static FeedbackType of(String word) {
    for (FeedbackType type : values()) {
      if (type.toString().equalsIgnoreCase(word)) {
        return type;
      }
    }
    return OTHER;
  }
}
