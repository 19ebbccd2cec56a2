package org.angarium.server.delivery;

/** How a session can answer the end of a message. */
public enum Replies {
  /**
   * One reply for all recipients (SMTP). Where some cannot get the message, it is accepted for the
   * others and the sender is told of these by a report (RFC 5321 §4.2.5, §6.1).
   */
  FOR_ALL,
  /** One for each (LMTP, RFC 2033 §4.2). */
  FOR_EACH
}
