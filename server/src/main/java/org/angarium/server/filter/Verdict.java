package org.angarium.server.filter;

import org.angarium.mail.smtp.EnhancedStatusCode;

/** What is to become of a message. */
public sealed interface Verdict {

  /** Deliver it. */
  record Accept() implements Verdict {}

  /** Deliver it to Junk where mailboxes are here; hold it in the queue for recipients elsewhere. */
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
