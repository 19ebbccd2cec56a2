package org.angarium.mail.sieve.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule does. An empty list of flags says nothing about flags. */
public sealed interface RuleAction {
  /** Delivery into a mailbox. */
  record FileInto(String mailbox, boolean copy, boolean create, List<String> flags)
      implements RuleAction {
    /** Copies the list. */
    public FileInto {
      flags = List.copyOf(flags);
    }
  }

  /** Delivery where mail goes without rules. */
  record Keep(List<String> flags) implements RuleAction {
    /** Copies the list. */
    public Keep {
      flags = List.copyOf(flags);
    }
  }

  /** Sending on to an address. */
  record Redirect(String address, boolean copy) implements RuleAction {}

  /** Nothing is delivered. */
  record Discard() implements RuleAction {}

  /**
   * The message is refused.
   *
   * @param duringProtocol {@code ereject} rather than {@code reject} (RFC 5429)
   */
  record Reject(String reason, boolean duringProtocol) implements RuleAction {}

  /** What happens to the flags that the message will have. */
  enum Change {
    SET,
    ADD,
    REMOVE
  }

  /** Changes the flags that later deliveries set (RFC 5232). */
  record Flags(Change change, List<String> flags) implements RuleAction {
    /** Copies the list. */
    public Flags {
      flags = List.copyOf(flags);
      if (flags.isEmpty()) {
        throw new IllegalArgumentException("no flags");
      }
    }
  }

  /**
   * An answer to the sender (RFC 5230, RFC 6131). Nulls are left out.
   *
   * @param interval how long a sender gets no second answer; null for the server's default
   * @param seconds whether the interval is in seconds, else in days
   * @param addresses more addresses of the owner
   * @param mime whether the reason is a MIME entity
   */
  record Vacation(
      @Nullable Long interval,
      boolean seconds,
      @Nullable String subject,
      @Nullable String from,
      List<String> addresses,
      boolean mime,
      @Nullable String handle,
      String reason)
      implements RuleAction {
    /** Copies the list. */
    public Vacation {
      addresses = List.copyOf(addresses);
      if (interval == null ? seconds : interval < 0 || interval > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("an impossible interval");
      }
    }
  }
}
