package org.angarium.mail.dkim;

import java.util.Locale;

/** What became of a signature, in the words of RFC 8601 §2.7.1. */
public enum DkimStatus {
  /** It is right, and acceptable. */
  PASS,
  /** It is wrong: the message was changed, or somebody else signed it. */
  FAIL,
  /** It may be right, but is of a kind that is not accepted here. */
  POLICY,
  /** It cannot be understood. */
  NEUTRAL,
  /** DNS did not answer: try again later. */
  TEMPERROR,
  /** It can never be verified, such as for want of a key. */
  PERMERROR;

  /** As in Authentication-Results: lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
