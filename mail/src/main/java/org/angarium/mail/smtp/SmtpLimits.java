package org.angarium.mail.smtp;

/**
 * Bounds of the grammar, in octets without CRLF.
 *
 * @param maxCommandLine RFC 5321 §4.5.3.1.4 asks for 512; parameters of extensions need more
 * @param maxAuthLine a line of a SASL exchange; RFC 4954 §4 asks for 12,288
 * @param maxParameters of one MAIL or RCPT
 * @param maxReplyLine of a server we talk to
 * @param maxReplyLines of one reply
 */
public record SmtpLimits(
    int maxCommandLine, int maxAuthLine, int maxParameters, int maxReplyLine, int maxReplyLines) {
  public static final SmtpLimits DEFAULT = new SmtpLimits(2_048, 12_288, 16, 4_096, 256);
}
