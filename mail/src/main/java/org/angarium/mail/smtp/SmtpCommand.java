package org.angarium.mail.smtp;

import org.angarium.mail.address.ReversePath;
import org.jspecify.annotations.Nullable;

/** A command of SMTP or LMTP whose syntax is right. Whether it fits the session is not said. */
public sealed interface SmtpCommand {

  /** RFC 5321 §4.1.1.1; the name is any text without control characters. */
  record Ehlo(String domain) implements SmtpCommand {}

  /** RFC 5321 §4.1.1.1. */
  record Helo(String domain) implements SmtpCommand {}

  /** RFC 2033 §4.1. */
  record Lhlo(String domain) implements SmtpCommand {}

  /** RFC 5321 §4.1.1.2. */
  record Mail(ReversePath reversePath, MailParameters parameters) implements SmtpCommand {}

  /**
   * RFC 5321 §4.1.1.3.
   *
   * @param utf8 the path has characters beyond ASCII: allowed only in a transaction that was opened
   *     with SMTPUTF8
   */
  record Rcpt(ForwardPath forwardPath, RcptParameters parameters, boolean utf8)
      implements SmtpCommand {}

  /** RFC 5321 §4.1.1.4. */
  record Data() implements SmtpCommand {}

  /**
   * RFC 3030 §2.
   *
   * @param size octets that follow; Long.MAX_VALUE stands for all that is larger
   */
  record Bdat(long size, boolean last) implements SmtpCommand {}

  /** RFC 5321 §4.1.1.5. */
  record Rset() implements SmtpCommand {}

  /** RFC 5321 §4.1.1.9. */
  record Noop() implements SmtpCommand {}

  /** RFC 5321 §4.1.1.10. */
  record Quit() implements SmtpCommand {}

  /** RFC 5321 §4.1.1.6. */
  record Vrfy(String argument) implements SmtpCommand {}

  /** RFC 5321 §4.1.1.7. */
  record Expn(String argument) implements SmtpCommand {}

  /** RFC 5321 §4.1.1.8. */
  record Help() implements SmtpCommand {}

  /** RFC 3207 §4. */
  record StartTls() implements SmtpCommand {}

  /**
   * RFC 4954 §4.
   *
   * @param mechanism in upper case
   * @param initialResponse decoded; empty for {@code =}, null when none was given
   */
  record Auth(String mechanism, byte @Nullable [] initialResponse) implements SmtpCommand {}
}
