package org.angarium.server.smtp;

import java.time.Duration;

/**
 * How long a client may take (RFC 5321 §4.5.3.2).
 *
 * @param command until a command has come in full, from its predecessor's reply
 * @param data between two pieces of a message's data
 * @param dataGrace after which data must come at {@code bytesPerSecond} on the average
 */
public record SmtpDeadlines(
    Duration command, Duration data, Duration dataGrace, long bytesPerSecond) {
  /** The grace is as long as RFC 5321 §4.5.3.2.5 lets a client be silent between blocks of data. */
  public static final SmtpDeadlines DEFAULT =
      new SmtpDeadlines(Duration.ofMinutes(5), Duration.ofMinutes(3), Duration.ofMinutes(3), 500);
}
