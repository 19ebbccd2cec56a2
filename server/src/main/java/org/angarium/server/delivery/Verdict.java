package org.angarium.server.delivery;

import org.angarium.mail.smtp.EnhancedStatusCode;

/** What is to become of a message. */
public sealed interface Verdict {

  /** Deliver it. */
  record Accept() implements Verdict {}

  /** Deliver it where people look for what is dubious. */
  record Quarantine(String reason) implements Verdict {}

  /**
   * Refuse it for good.
   *
   * @param status of category 5
   * @param publicText for the peer
   * @param reason for the log
   */
  record Reject(EnhancedStatusCode status, String publicText, String reason) implements Verdict {}

  /**
   * Refuse it for now.
   *
   * @param status of category 4
   */
  record Defer(EnhancedStatusCode status, String publicText, String reason) implements Verdict {}

  Verdict ACCEPT = new Accept();
}
