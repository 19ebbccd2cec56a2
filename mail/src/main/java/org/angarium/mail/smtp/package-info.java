/**
 * The grammar of SMTP and LMTP (RFC 5321, RFC 2033), for both ends of a connection.
 *
 * <p>A server gives each line to {@link org.angarium.mail.smtp.SmtpCommandParser}, which makes a
 * {@link org.angarium.mail.smtp.SmtpCommand} of it or throws {@link
 * org.angarium.mail.smtp.SmtpSyntaxException} with the reply that says what is wrong. A client
 * gives each line to {@link org.angarium.mail.smtp.SmtpReplyParser}. {@link
 * org.angarium.mail.smtp.SmtpReply} is what one end sends and the other receives.
 *
 * <p>Parameters of MAIL and RCPT are typed and complete: SIZE (RFC 1870), BODY (RFC 6152, RFC
 * 3030), SMTPUTF8 (RFC 6531), RET, ENVID, NOTIFY and ORCPT (RFC 3461, RFC 6533), AUTH (RFC 4954).
 * An unknown parameter, or one that comes twice, is refused: taking the first or the last would let
 * two servers read one command differently.
 *
 * <p>Nothing here does I/O or knows the state of a session. All work is linear in the length of the
 * line, and the line's length is bounded by {@link org.angarium.mail.smtp.SmtpLimits}. Everything
 * is immutable but the reply parser, which belongs to one thread.
 */
@NullMarked
package org.angarium.mail.smtp;

import org.jspecify.annotations.NullMarked;
