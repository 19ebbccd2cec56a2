package org.angarium.mail.smtp;

import java.io.Serial;

/**
 * A command line that cannot be taken, with the reply that says why. Made without a stack trace.
 */
public final class SmtpSyntaxException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient SmtpReply reply;
  private final boolean desynchronised;

  SmtpSyntaxException(SmtpReply reply, boolean desynchronised) {
    super(reply.toString(), null, false, false);
    this.reply = reply;
    this.desynchronised = desynchronised;
  }

  public SmtpReply reply() {
    return reply;
  }

  /**
   * Whether it is unknown where the next command begins: a BDAT whose size cannot be read. What
   * follows might be message text, so the connection must end.
   */
  public boolean desynchronised() {
    return desynchronised;
  }
}
