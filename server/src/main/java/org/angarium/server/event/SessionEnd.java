package org.angarium.server.event;

import java.util.Locale;

/** How a session ended. */
public enum SessionEnd {
  /** The client said so. */
  QUIT,
  /** The client left without a word. */
  LOST,
  /** Silence, or a client that does not read. */
  TIMED_OUT,
  /** A limit against abuse. */
  ABUSE,
  /** The selected mailbox was deleted. */
  MAILBOX_GONE,
  /** The account may not go on: suspended, deleted, another password. */
  REVOKED,
  /** The server is stopping. */
  STOPPED,
  /** The store is not available in the middle of a command that cannot be refused. */
  UNAVAILABLE,
  /** A fault of the program. */
  FAILED;

  /** The word in fields: {@code timed-out}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
