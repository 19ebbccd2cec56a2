package org.angarium.server.outbound;

import java.time.Duration;

/**
 * How long the peer may take, phase by phase (RFC 5321 §4.5.3.2).
 *
 * @param connect until the connection stands
 * @param greeting until the 220
 * @param command for the answer to EHLO, STARTTLS, AUTH and RSET
 * @param handshake for all of TLS
 * @param mail for the answer to MAIL
 * @param recipient for the answer to each RCPT
 * @param dataStart for the 354
 * @param dataBlock until the peer has taken another block of the contents
 * @param dataEnd for the answer to the end of the contents
 * @param quit for the answer to QUIT
 */
public record SmtpTimeouts(
    Duration connect,
    Duration greeting,
    Duration command,
    Duration handshake,
    Duration mail,
    Duration recipient,
    Duration dataStart,
    Duration dataBlock,
    Duration dataEnd,
    Duration quit) {
  public static final SmtpTimeouts RFC_5321 =
      new SmtpTimeouts(
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(2),
          Duration.ofMinutes(3),
          Duration.ofMinutes(10),
          Duration.ofSeconds(5));

  /** All phases alike. */
  public static SmtpTimeouts all(Duration limit) {
    return new SmtpTimeouts(limit, limit, limit, limit, limit, limit, limit, limit, limit, limit);
  }
}
