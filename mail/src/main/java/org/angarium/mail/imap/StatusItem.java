package org.angarium.mail.imap;

/** What STATUS asks for (RFC 9051 §6.3.11). */
public enum StatusItem {
  MESSAGES,
  /** RFC 3501. */
  RECENT,
  UIDNEXT,
  UIDVALIDITY,
  UNSEEN,
  DELETED,
  /** RFC 8438. */
  SIZE,
  /** RFC 7162. */
  HIGHESTMODSEQ,
  /** RFC 8474. */
  MAILBOXID,
  /** RFC 7889. */
  APPENDLIMIT
}
