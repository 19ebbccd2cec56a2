package org.angarium.mail.mime;

import java.util.Arrays;

/** Gives ranges of a message's bytes, from memory or from wherever the message lies. */
@FunctionalInterface
public interface MessageSource {
  /** The bytes from {@code start} to {@code end} of the message. */
  byte[] bytes(long start, long end);

  /** A message in memory. */
  static MessageSource of(byte[] message) {
    return (start, end) ->
        Arrays.copyOfRange(message, Math.toIntExact(start), Math.toIntExact(end));
  }
}
