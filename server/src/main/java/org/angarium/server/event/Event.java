package org.angarium.server.event;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened, in the one vocabulary of log, metrics, traces and reports. A topic is a
 * sealed interface, an event a record in it. Names and texts are constant; what varies is in the
 * fields.
 */
public interface Event {
  /** {@code topic.what-happened}, such as {@code smtp.message-accepted}: stable, documented. */
  String name();

  Severity severity();

  /** A constant English sentence without values. */
  String text();

  /** Hands out the fields in a fixed order. */
  void fields(FieldVisitor visitor);

  /** The session it happened in, or null. */
  default @Nullable String session() {
    return null;
  }

  /** The message it is about, for {@code message trace}, or null. */
  default @Nullable String messageTrace() {
    return null;
  }

  /**
   * Whether one cause can bring it about with every command or message: the log then writes the
   * first ones of each minute and counts the rest.
   */
  default boolean mayFlood() {
    return false;
  }

  /** How loud. */
  enum Severity {
    DEBUG,
    INFO,
    WARNING,
    ERROR
  }
}
