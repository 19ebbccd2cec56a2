package org.angarium.mail.dsn;

/** What of the message goes back with a notification: the RET parameter of MAIL (RFC 3461 §4.3). */
public enum ReturnedContent {
  /** The whole message. */
  FULL,
  /** Its header only. */
  HEADERS
}
