package org.angarium.server.filter;

import org.angarium.mail.smtp.EnhancedStatusCode;

/** What is to become of a message, for all of its recipients or for one. */
public sealed interface Verdict {

  /** Deliver it. */
  record Accept() implements Verdict {}

  /** Deliver it, to Junk where mailboxes are here; its header says why. */
  record Tag(String reason) implements Verdict {}

  /** Deliver it to Junk where mailboxes are here; hold it in the queue for recipients elsewhere. */
  record Quarantine(String reason) implements Verdict {}

  /** Refuse it for now: a sender that comes again after a while is taken. */
  record Greylist(String reason) implements Verdict {}

  /**
   * Refuse it for now.
   *
   * @param status of category 4
   */
  record Defer(EnhancedStatusCode status, String publicText, String reason) implements Verdict {}

  /**
   * Refuse it for good.
   *
   * @param status of category 5
   * @param publicText for the peer
   * @param reason for the log
   */
  record Reject(EnhancedStatusCode status, String publicText, String reason) implements Verdict {}

  /** What is done if nothing speaks against it. */
  static Verdict accept() {
    return new Accept();
  }

  /** Whether the message is taken. */
  default boolean takes() {
    return switch (this) {
      case Accept(), Tag _, Quarantine _ -> true;
      case Greylist _, Defer _, Reject _ -> false;
    };
  }

  /** In a word, for events and answers. */
  default String word() {
    return switch (this) {
      case Accept() -> "accept";
      case Tag _ -> "tag";
      case Quarantine _ -> "quarantine";
      case Greylist _ -> "greylist";
      case Defer _ -> "defer";
      case Reject _ -> "reject";
    };
  }

  private int severity() {
    return switch (this) {
      case Accept() -> 0;
      case Tag _ -> 1;
      case Quarantine _ -> 2;
      case Greylist _ -> 3;
      case Defer _ -> 4;
      case Reject _ -> 5;
    };
  }

  /** The severer one; this one if they are equally severe. */
  default Verdict severer(Verdict other) {
    return other.severity() > severity() ? other : this;
  }

  /** The milder one; this one if they are equally mild. */
  default Verdict milder(Verdict other) {
    return other.severity() < severity() ? other : this;
  }
}
