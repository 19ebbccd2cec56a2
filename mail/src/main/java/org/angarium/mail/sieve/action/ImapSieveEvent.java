package org.angarium.mail.sieve.action;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did over IMAP that a script runs on (RFC 6785). It changes what the actions of the
 * run mean (§3): a keep leaves the message as it is but for its flags, without the changes of the
 * header; a fileinto copies it; where no keep is among the actions, the message is marked {@code
 * \Deleted}. {@code reject}, {@code vacation}, {@code duplicate} and tests of the envelope fail
 * such a run.
 *
 * @param user who did it, by the name of the login
 * @param email the first address of that user
 * @param mailbox where the message is or comes to
 * @param changedFlags the flags that were set or taken away; empty unless the cause is {@link
 *     Cause#FLAG}
 * @param flags all flags of the message after the change, with which the run begins
 */
public record ImapSieveEvent(
    String user,
    String email,
    Cause cause,
    String mailbox,
    List<String> changedFlags,
    List<String> flags) {
  /** Which command it was. */
  public enum Cause {
    APPEND,
    COPY,
    FLAG
  }

  /** Copies the lists. */
  public ImapSieveEvent {
    changedFlags = List.copyOf(changedFlags);
    flags = List.copyOf(flags);
  }

  /** The item of the environment (RFC 6785 §4); null if this event has nothing to say to it. */
  public @Nullable String item(String name) {
    return switch (name) {
      case "location" -> "MS";
      case "phase" -> "post";
      case "imap.user" -> user;
      case "imap.email" -> email;
      case "imap.cause" -> cause.name();
      case "imap.mailbox" -> mailbox;
      case "imap.changedflags" -> String.join(" ", changedFlags);
      default -> null;
    };
  }

  /** RFC 6785 §4.2, §4.5: what a script sees of them when mail is delivered; else null. */
  public static @Nullable String itemOnDelivery(String name) {
    return switch (name) {
      case "imap.user", "imap.email", "imap.changedflags" -> "";
      default -> null;
    };
  }
}
