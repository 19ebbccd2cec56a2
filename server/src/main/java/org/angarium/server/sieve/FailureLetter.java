package org.angarium.server.sieve;

import java.time.Instant;
import java.time.ZoneOffset;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.message.MessageBuilder;

/** Tells those that a script belongs to that it fails. */
final class FailureLetter {
  private static final int MAX_CAUSE = 2_000;

  private FailureLetter() {}

  /**
   * @param script its name
   * @param trace id of this message
   */
  static byte[] of(
      String script, String cause, EmailAddress to, String hostName, String trace, Instant now) {
    String shown = cause.length() > MAX_CAUSE ? cause.substring(0, MAX_CAUSE) : cause;
    return new MessageBuilder()
        .from("Mail Delivery System", new EmailAddress("MAILER-DAEMON", hostName))
        .to(to)
        .subject("Sieve script \"" + script + "\" failed")
        .date(now.atOffset(ZoneOffset.UTC))
        .messageId(trace + "@" + hostName)
        .field("Auto-Submitted", "auto-generated")
        .text(
            "The Sieve script \""
                + script
                + "\" failed on a message that came in. The message was kept, and the script did"
                + " nothing else.\r\n\r\nCause: "
                + shown
                + "\r\n\r\nThis is said once a day at most, as long as the script fails.\r\n")
        .build();
  }
}
