/**
 * The IMAP head (RFC 3501, RFC 9051 and extensions): how people read their mail.
 *
 * <p><b>The path.</b> {@link org.angarium.server.imap.ImapServer} is given a connection by the
 * listener and runs one {@code ImapSession} on it. {@code CommandReader} gathers a command from the
 * wire, {@code org.angarium.mail.imap} parses it, the session's {@code switch} over the sealed
 * command leads to a class per command, which asks {@code store.mailbox.Mailboxes} for all that is
 * done to mail, and {@code ImapOutput} carries the answers away.
 *
 * <p><b>Numbers and news.</b> Mailboxes are read through immutable views shared by all sessions.
 * {@code SelectedMailbox} holds the one that its client knows of; sequence numbers are indexes in
 * it. After a command {@code MailboxNews} compares it with the newest view, announces the
 * difference, and adopts the newer. No session keeps a list of pending changes. What a STORE told
 * of its messages is remembered as a set of UIDs and a second view until these news are told;
 * whether a change was its own is never asked. \Recent belongs to the session that moves the
 * mailbox's first recent UID, which {@code store.mailbox} decides.
 *
 * <p><b>Fetching.</b> Flags, sizes, dates from the view in memory; envelope and structure from
 * records rendered when the message arrived; bytes by stored offsets, in chunks, from the store
 * into the socket. The memory of a session does not grow with what it is asked for.
 *
 * <p><b>Threads.</b> One virtual thread per session; while the client idles a second one waits for
 * changes and writes ({@code IdleCommand}).
 *
 * <p><b>Limits.</b> {@link org.angarium.server.imap.ImapSettings}: octets of lines, commands and
 * literals, smaller before login; commands and time until login; failed logins; commands in a row
 * that make no sense; silence between commands; the least rate within one; a client that does not
 * read.
 *
 * <p><b>Errors.</b> {@code ImapRefusal} is the one place where other parts' refusals become
 * response codes (RFC 5530). A failing store gives {@code NO [UNAVAILABLE]}, and the session lives
 * on. A response that has begun is always ended: a message that is damaged is left out of FETCH,
 * logged, and the command ends with {@code NO [CORRUPTION]} after the others were sent.
 *
 * <p>What is announced stands in one table, {@code Capability}, each entry with its standard and
 * its test.
 */
@NullMarked
package org.angarium.server.imap;

import org.jspecify.annotations.NullMarked;
