package org.angarium.testkit.smtp;

import org.jspecify.annotations.Nullable;

/** What a peer answers. Called on the thread of the connection, which it may block. */
@FunctionalInterface
public interface SmtpScript {
  /** The line by which the peer ends the connection at once, without an answer. */
  String HANG_UP = "*hang up*";

  /** The line by which the peer says nothing until the client goes away. */
  String STALL = "*stall*";

  /**
   * The answer to a command: whole lines without the last CRLF; null for what the peer would say
   * anyway.
   *
   * @param connection number of the connection, from 1
   * @param command the line of the client; {@code CONNECT} for the greeting, {@code .} for the end
   *     of the data
   */
  @Nullable String answer(int connection, String command);
}
