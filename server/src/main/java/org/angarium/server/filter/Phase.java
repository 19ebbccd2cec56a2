package org.angarium.server.filter;

/** When a check can run: as soon as what it looks at is known. In the order of a session. */
enum Phase {
  /** The client's address is known. */
  CONNECT,
  /** The name that it gave. */
  HELO,
  /** The reverse path. */
  MAIL,
  /** One recipient: the check runs for each. */
  RCPT,
  /** The message. */
  DATA
}
