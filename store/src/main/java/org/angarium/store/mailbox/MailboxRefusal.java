package org.angarium.store.mailbox;

import java.io.Serial;

/** The mailbox service declines: the request's fault or a policy, with nothing changed. */
public final class MailboxRefusal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Why; heads map it to their codes (RFC 5530: NONEXISTENT, ALREADYEXISTS, OVERQUOTA, CANNOT,
   * LIMIT …).
   */
  public enum Reason {
    NONEXISTENT,
    ALREADY_EXISTS,
    OVER_QUOTA,
    CANNOT,
    HAS_CHILDREN,
    LIMIT,
    TOO_LARGE,
    /** Messages that must be there are gone. */
    EXPUNGED
  }

  private final Reason reason;

  public MailboxRefusal(Reason reason, String publicText) {
    super(publicText);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
