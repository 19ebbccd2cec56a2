package org.angarium.server.outbound;

import org.jspecify.annotations.Nullable;

/** What became of one recipient in one try. */
sealed interface Outcome {
  /** What is told to people: the peer's reply, or what we found ourselves. */
  String text();

  /** RFC 3463. */
  String status();

  /** Name of the host that said so, or null where none was reached. */
  @Nullable String host();

  /**
   * @param passesOn whether the host reports on by itself what NOTIFY asks for
   */
  record Delivered(String text, String status, @Nullable String host, boolean passesOn)
      implements Outcome {}

  /**
   * @param elsewhere whether another host of the destination may be tried at once
   */
  record Deferred(String text, String status, @Nullable String host, boolean elsewhere)
      implements Outcome {}

  /** Will not get better by trying again. */
  record Failed(String text, String status, @Nullable String host) implements Outcome {}
}
