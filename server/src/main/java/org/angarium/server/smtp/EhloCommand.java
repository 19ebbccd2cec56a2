package org.angarium.server.smtp;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.server.auth.Authenticator;

/** EHLO, HELO (RFC 5321 §4.1.1.1) and LHLO (RFC 2033 §4.1): who is there, and what is offered. */
final class EhloCommand {
  private EhloCommand() {}

  static SmtpReply ehlo(SmtpSession session, String domain) throws SmtpRefusal {
    refuseIn(session, true);
    return greet(session, domain);
  }

  static SmtpReply lhlo(SmtpSession session, String domain) throws SmtpRefusal {
    refuseIn(session, false);
    return greet(session, domain);
  }

  static SmtpReply helo(SmtpSession session, String domain) throws SmtpRefusal {
    refuseIn(session, true);
    session.endTransaction();
    session.clientName = domain;
    session.extended = false;
    return SmtpReply.of(250, session.settings.hostName());
  }

  private static void refuseIn(SmtpSession session, boolean lmtp) throws SmtpRefusal {
    if ((session.settings.role() == SmtpRole.LMTP) == lmtp) {
      throw SmtpRefusal.of(500, "5.5.1", lmtp ? "This is LMTP" : "This is not LMTP");
    }
  }

  private static SmtpReply greet(SmtpSession session, String domain) {
    session.endTransaction();
    session.clientName = domain;
    session.extended = true;
    List<String> lines = new ArrayList<>(14);
    lines.add(session.settings.hostName());
    lines.add("PIPELINING");
    lines.add("SIZE " + session.limits.maxMessageBytes());
    lines.add("8BITMIME");
    lines.add("SMTPUTF8");
    lines.add("CHUNKING");
    lines.add("ENHANCEDSTATUSCODES");
    lines.add("DSN");
    lines.add("LIMITS RCPTMAX=" + session.limits.maxRecipients());
    if (session.connection().canStartTls()) {
      lines.add("STARTTLS");
    }
    Authenticator authenticator = session.authenticator();
    if (authenticator != null && session.login == null) {
      List<String> mechanisms = authenticator.mechanisms(session.authContext());
      if (!mechanisms.isEmpty()) {
        lines.add("AUTH " + String.join(" ", mechanisms));
      }
    }
    return new SmtpReply(250, null, lines);
  }
}
