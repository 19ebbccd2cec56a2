package org.angarium.mail.spf;

import java.util.Locale;

/** What an evaluation came to (RFC 7208 §2.6). */
public enum SpfResult {
  /** No domain to ask about, or it has no record. */
  NONE,
  /** The domain says nothing about this host. */
  NEUTRAL,
  /** The host may send for the domain. */
  PASS,
  /** The host may not. */
  FAIL,
  /** The host probably may not. */
  SOFTFAIL,
  /** DNS did not answer: try again later. */
  TEMPERROR,
  /** The record cannot be understood or exceeds the limits. */
  PERMERROR;

  /** As in Authentication-Results and Received-SPF: lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
