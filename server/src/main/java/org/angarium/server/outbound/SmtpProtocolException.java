package org.angarium.server.outbound;

import java.io.IOException;
import java.io.Serial;

/** The peer does not speak SMTP as it should. */
final class SmtpProtocolException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  SmtpProtocolException(String message) {
    super(message);
  }
}
