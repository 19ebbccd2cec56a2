/**
 * Mail on its way out: from the queue to the next host, or back to its sender as a report.
 *
 * <p>The way of a message, file by file:
 *
 * <ol>
 *   <li>{@link org.angarium.server.outbound.OutboundScheduler} learns that something is due at a
 *       destination, and begins a delivery there when its limits allow.
 *   <li>{@code DestinationWork} leases the next message of that destination from the queue.
 *   <li>{@code DeliveryAttempt} finds the hosts (route, smart host, address literal, or MX records
 *       by RFC 5321 §5.1) and goes from one to the next while recipients are left.
 *   <li>{@code SmtpClient} connects, greets, secures ({@link
 *       org.angarium.server.outbound.TlsPolicy}) and logs in; {@code ConnectionPool} may have a
 *       connection ready instead.
 *   <li>{@code PeerSession} sends the message in one {@code SmtpTransaction}, or in more where the
 *       peer takes no more recipients at once, contents streamed by {@code MessageContent}; and
 *       says for each recipient what became of it ({@code Outcome}) and in whose words ({@code
 *       Cause}).
 *   <li>{@code OutcomeRecorder} decides: done, again later by {@link
 *       org.angarium.server.outbound.RetrySchedule}, or failed; {@code StatusReports} tells the
 *       sender (RFC 3461, 3464), <em>before</em> the queue forgets the recipient.
 * </ol>
 *
 * <p><b>Nothing is lost.</b> A recipient leaves the queue only in a durable transaction, after a
 * peer took the message or the report of its failure is stored. A crash at any point leaves the
 * recipient due; at worst a message or a report is sent twice, which SMTP cannot avoid (RFC 1047).
 *
 * <p><b>What belongs to the message.</b> The time of the next try is one for all recipients of a
 * message at a destination, so that they stay in one copy (RFC 5321 §4.5.4.1). What a peer says to
 * one recipient, and what it cannot be told of one, is that recipient's alone.
 *
 * <p><b>Time.</b> What must outlive the process is kept in times of the wall clock, and {@code
 * QueueClock} moves it when that clock is set. Everything else goes by a clock that only runs.
 *
 * <p><b>In what form.</b> {@code TransferForm} decides by the peer's extensions: 8-bit contents are
 * converted for a peer without 8BITMIME ({@link org.angarium.mail.sevenbit}), and what the peer
 * cannot take at all fails without being sent. Contents go by DATA also where CHUNKING is offered
 * (RFC 3030). BDAT would save one round trip, but only if the contents were sent before the peer
 * has accepted a recipient; it would need the exact size of what is converted on the way, and
 * doubling dots is a scan that costs less than the hash that was made on arrival. BINARYMIME, the
 * one thing that needs it, is not offered to those who send to us.
 *
 * <p><b>Who controls the input.</b> Peers and name servers are strangers: replies, addresses, hosts
 * and waits are bounded ({@link org.angarium.server.outbound.SmtpTimeouts}, RFC 5321 §4.5.3.2), a
 * write that stalls is cut by {@code StallGuard}, and the answer to STARTTLS may not carry anything
 * behind it. MX records that lead back to this system end as a loop (5.4.6), not in one.
 *
 * <p><b>Threads.</b> One platform thread schedules; each delivery is a virtual thread with blocking
 * I/O. State shared between them is in the scheduler, under its one lock, which is never held
 * during I/O.
 */
@NullMarked
package org.angarium.server.outbound;

import org.jspecify.annotations.NullMarked;
