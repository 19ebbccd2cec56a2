package org.angarium.server.outbound;

import java.io.IOException;
import java.io.Serial;
import org.angarium.mail.smtp.SmtpReply;

/**
 * The peer gave a reply that its command cannot have: neither the success that is named for it (RFC
 * 5321 §4.3.2) nor a failure. What the peer believes that we said is unknown from here on.
 */
final class UnexpectedReplyException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  UnexpectedReplyException(String to, SmtpReply reply) {
    super("unexpected reply to " + to + ": " + reply);
  }
}
