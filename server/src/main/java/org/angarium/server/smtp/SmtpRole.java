package org.angarium.server.smtp;

/** Whom a listener serves. */
public enum SmtpRole {
  /** Other servers, with mail for us; port 25. */
  MX,
  /** Our users, with mail for anybody; ports 587 and 465 (RFC 6409, RFC 8314). Needs a login. */
  SUBMISSION,
  /** A mail server of ours, with mail for us; a reply for each recipient (RFC 2033). */
  LMTP
}
