package org.angarium.mail.smtp;

/** How much of a message a failure report brings back: RET of RFC 3461 §4.3. */
public enum DsnReturn {
  FULL,
  HDRS
}
