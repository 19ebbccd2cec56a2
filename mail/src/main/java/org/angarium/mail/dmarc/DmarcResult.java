package org.angarium.mail.dmarc;

import java.util.Locale;

/** What DMARC came to, in the words of Authentication-Results. */
public enum DmarcResult {
  /** The domain has no policy. */
  NONE,
  /** An aligned domain is proven. */
  PASS,
  /** None is. */
  FAIL,
  /** DNS did not answer: try again later. */
  TEMPERROR,
  /** From does not name exactly one domain. */
  PERMERROR;

  /** Lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
