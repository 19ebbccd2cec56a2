package org.angarium.server.imap;

import org.jspecify.annotations.Nullable;

/**
 * How a command ended: what stands behind {@code tag OK}, or behind {@code tag NO} where part of it
 * could not be done and the rest was.
 *
 * @param ok false for NO
 * @param code of the response, without brackets, or null
 */
record Completion(boolean ok, @Nullable String code, String text) {
  /** The command sent its tagged response itself. */
  static final Completion ANSWERED = new Completion(null, "");

  Completion(@Nullable String code, String text) {
    this(true, code, text);
  }

  /** Done for those messages that are there; others are gone (RFC 2180 §4.1.2, §4.2; RFC 5530). */
  static Completion expungeIssued() {
    return partly("EXPUNGEISSUED", "Some of the messages are gone");
  }

  /** Done for those messages that can be read (RFC 5530). */
  static Completion corruption() {
    return partly("CORRUPTION", "Some of the messages are damaged and cannot be read");
  }

  /** Not all of it could be done. */
  static Completion partly(String code, String text) {
    return new Completion(false, code, text);
  }

  boolean answered() {
    return text.isEmpty();
  }

  static Completion of(String text) {
    return new Completion(null, text);
  }
}
