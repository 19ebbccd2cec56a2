package org.angarium.mail.smtp;

import java.io.Serial;

/** What a server sent is not a reply. */
public final class SmtpReplySyntaxException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public SmtpReplySyntaxException(String message) {
    super(message, null, false, false);
  }
}
