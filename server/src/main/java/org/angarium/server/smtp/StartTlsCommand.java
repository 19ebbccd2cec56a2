package org.angarium.server.smtp;

import java.io.IOException;
import org.angarium.mail.smtp.SmtpReply;
import org.jspecify.annotations.Nullable;

/**
 * STARTTLS (RFC 3207): everything said before it is forgotten, everything sent before it dropped.
 */
final class StartTlsCommand {
  private static final SmtpReply READY = SmtpReply.of(220, "2.0.0", "Ready to start TLS");

  private StartTlsCommand() {}

  static @Nullable SmtpReply run(SmtpSession session) throws IOException, SmtpRefusal {
    if (session.connection().tls() != null) {
      throw SmtpRefusal.of(503, "5.5.1", "TLS is active already");
    }
    if (!session.connection().canStartTls()) {
      throw SmtpRefusal.of(454, "4.7.0", "TLS not available");
    }
    session.connection().write(READY.toBytes());
    session.connection().startTls();
    session.forgetAll();
    return null;
  }
}
