/**
 * SMTP and LMTP servers: mail from elsewhere (MX), from our users (submission), from a local relay
 * (LMTP).
 *
 * <p>{@link org.angarium.server.smtp.SmtpService} is given to a listener and makes a session for
 * each connection. A session reads a line, has {@code mail.smtp} parse it, and switches over the
 * sealed command: a class per verb with more to it than a word ({@code MailCommand}, {@code
 * RcptCommand}, {@code DataCommand} …) returns the reply or throws {@link
 * org.angarium.server.smtp.SmtpRefusal}. Replies are flushed when no more commands are waiting,
 * which is what PIPELINING is for (RFC 2920).
 *
 * <p>Standards: RFC 5321, 6409 and 8314 (submission), 2033 (LMTP), 1870 (SIZE), 2034 (enhanced
 * codes), 2920, 3030 (CHUNKING without BINARYMIME), 3207 (STARTTLS), 3461 (DSN), 4954 (AUTH), 6152
 * (8BITMIME), 6531 (SMTPUTF8), 9422 (LIMITS).
 *
 * <p><b>What strangers may not do.</b> Relay (a recipient elsewhere needs a login on a submission
 * port; source routes are dropped, percent hacks and bang paths lead nowhere). Smuggle: the only
 * end of data is CRLF.CRLF, and a message with a bare CR, a bare LF or NUL is read to its end and
 * refused, so no other server can see another end in it. Inject before TLS. Talk before the
 * greeting, or speak HTTP. Guess without end: errors, refused recipients, commands without a
 * message, messages per connection, all have a limit after which 421 ends the session. Wait without
 * end: RFC 5321 §4.5.3.2 names the deadlines, and message data has a minimal rate.
 *
 * <p><b>Durability.</b> {@code 250} after the final dot or BDAT LAST is written after {@code
 * Delivery.accept} has returned, and that returns when the message is on disk. When the store fails
 * the answer is 451 and the session goes on.
 *
 * <p>Each session runs on one virtual thread and shares nothing mutable with others.
 */
@NullMarked
package org.angarium.server.smtp;

import org.jspecify.annotations.NullMarked;
