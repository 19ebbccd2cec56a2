package org.angarium.mail.smtp;

/** When the sender wants a report: NOTIFY of RFC 3461 §4.1. */
public enum DsnNotify {
  NEVER,
  SUCCESS,
  FAILURE,
  DELAY
}
