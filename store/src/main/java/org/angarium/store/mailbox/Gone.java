package org.angarium.store.mailbox;

/** What shall become of a COPY or MOVE when some of the messages it names are not there. */
public enum Gone {
  /** The others are taken: of UIDs, those that do not exist count for nothing (RFC 3501 §6.4.8). */
  PASSED_OVER,

  /** Nothing is done (RFC 3501 §6.4.7, RFC 5530 EXPUNGEISSUED). */
  REFUSED
}
