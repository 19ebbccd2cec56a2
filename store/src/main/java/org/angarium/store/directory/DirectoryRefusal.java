package org.angarium.store.directory;

import java.io.Serial;

/** The directory declines a change; nothing was changed. The text is for whoever asked. */
public final class DirectoryRefusal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Why; faces map it to their codes (404, 409, 422 …). */
  public enum Reason {
    /** The domain, account, alias or name is not there. */
    UNKNOWN,
    /** The domain or address is taken. */
    EXISTS,
    /** The address is in no domain of ours. */
    UNKNOWN_DOMAIN,
    /** The domain still has accounts or aliases. */
    DOMAIN_NOT_EMPTY,
    BAD_DOMAIN,
    BAD_ADDRESS,
    /** Too short, too long, or contains what no client can send. */
    WEAK_PASSWORD,
    /** Some other value is out of its bounds. */
    BAD_VALUE,
    /** More of them than {@link DirectoryLimits} allows. */
    LIMIT,
    /** Somebody must remain who can administer. */
    LAST_ADMINISTRATOR
  }

  private final Reason reason;

  public DirectoryRefusal(Reason reason, String publicText) {
    super(publicText);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** What to say to whoever asked. */
  public String publicText() {
    String text = getMessage();
    return text == null ? reason.name() : text;
  }
}
