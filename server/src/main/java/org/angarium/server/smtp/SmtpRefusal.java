package org.angarium.server.smtp;

import java.io.Serial;
import org.angarium.mail.smtp.SmtpReply;

/**
 * A command is declined: the client's fault or our policy. Thrown inside a session, caught once at
 * the command loop. Made without a stack trace.
 */
public final class SmtpRefusal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient SmtpReply reply;
  private final String details;
  private final boolean endsSession;

  private SmtpRefusal(SmtpReply reply, String details, boolean endsSession) {
    super(reply.toString(), null, false, false);
    this.reply = reply;
    this.details = details;
    this.endsSession = endsSession;
  }

  static SmtpRefusal of(int code, String enhanced, String publicText) {
    return new SmtpRefusal(SmtpReply.of(code, enhanced, publicText), "", false);
  }

  static SmtpRefusal of(SmtpReply reply) {
    return new SmtpRefusal(reply, "", false);
  }

  /** With something for the log that the client must not see. */
  static SmtpRefusal of(int code, String enhanced, String publicText, String details) {
    return new SmtpRefusal(SmtpReply.of(code, enhanced, publicText), details, false);
  }

  /** The last word: the connection is closed after it. */
  static SmtpRefusal last(int code, String enhanced, String publicText) {
    return new SmtpRefusal(SmtpReply.of(code, enhanced, publicText), "", true);
  }

  public SmtpReply reply() {
    return reply;
  }

  /** Whether the client may try the same again later. */
  public boolean retry() {
    return reply.isTransientFailure();
  }

  /** For the log only. */
  public String details() {
    return details;
  }

  boolean endsSession() {
    return endsSession;
  }
}
