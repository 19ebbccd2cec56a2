package org.angarium.server.smtp;

import java.time.Duration;
import org.angarium.mail.smtp.SmtpLimits;

/**
 * How a service behaves.
 *
 * @param hostName in the greeting, EHLO
 * @param greetingPause how long a stranger must keep silent before the greeting (MX only)
 * @param cleartextOnLoopback whether a login without TLS is allowed when both ends are on the
 *     loopback interface
 */
public record SmtpSettings(
    SmtpRole role,
    String hostName,
    SmtpLimits grammar,
    SessionLimits limits,
    SmtpDeadlines deadlines,
    Duration greetingPause,
    boolean cleartextOnLoopback) {

  public static SmtpSettings of(SmtpRole role, String hostName) {
    return new SmtpSettings(
        role,
        hostName,
        SmtpLimits.DEFAULT,
        SessionLimits.DEFAULT,
        SmtpDeadlines.DEFAULT,
        Duration.ZERO,
        false);
  }

  public SmtpSettings withLimits(SessionLimits newLimits) {
    return new SmtpSettings(
        role, hostName, grammar, newLimits, deadlines, greetingPause, cleartextOnLoopback);
  }

  public SmtpSettings withDeadlines(SmtpDeadlines newDeadlines) {
    return new SmtpSettings(
        role, hostName, grammar, limits, newDeadlines, greetingPause, cleartextOnLoopback);
  }

  public SmtpSettings withGreetingPause(Duration pause) {
    return new SmtpSettings(role, hostName, grammar, limits, deadlines, pause, cleartextOnLoopback);
  }

  public SmtpSettings withCleartextOnLoopback(boolean allowed) {
    return new SmtpSettings(role, hostName, grammar, limits, deadlines, greetingPause, allowed);
  }
}
