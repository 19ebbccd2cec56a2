package org.angarium.server.smtp;

import java.util.Locale;

/** How far a session has come, as its replies say. */
enum SmtpState {
  NEW,
  HELO,
  EHLO,
  MAIL,
  RCPT;

  /** After a command that was answered with success. */
  SmtpState after(String command, SmtpState greeted) {
    String verb = command.toUpperCase(Locale.ROOT).split(" ", 2)[0];
    return switch (verb) {
      case "HELO" -> HELO;
      case "EHLO", "LHLO" -> EHLO;
      case "MAIL" -> MAIL;
      case "RCPT" -> RCPT;
      case "RSET" -> greeted;
      default -> this;
    };
  }
}
