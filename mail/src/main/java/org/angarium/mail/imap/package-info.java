/**
 * The grammar of IMAP (RFC 9051 and RFC 3501 with their extensions), without I/O.
 *
 * <p><b>Commands.</b> A session gathers one command as it came over the wire: a line with its CRLF,
 * and where {@link org.angarium.mail.imap.LiteralHeader} finds {@code {n}} at the end of a line,
 * the literal's bytes and the next line, all in one array. {@link
 * org.angarium.mail.imap.ImapParser} turns these bytes into an {@link
 * org.angarium.mail.imap.ImapRequest}: a tag and one record of the sealed {@link
 * org.angarium.mail.imap.ImapCommand}. APPEND alone is read in pieces ({@link
 * org.angarium.mail.imap.AppendParser}), so that its message is streamed and never stands in a
 * command's memory.
 *
 * <p><b>Responses.</b> {@link org.angarium.mail.imap.ImapWriter} is a growing array with the
 * response grammar on top; the session empties it into the connection.
 *
 * <p><b>Errors.</b> {@link org.angarium.mail.imap.ImapSyntaxException} says what is wrong in words
 * for the client and carries the tag where one could be read. It is for what is not the grammar, or
 * too much of it. What follows the grammar and means nothing that can be done (a string that is no
 * mailbox's name, a day that is not in the calendar, an unknown charset) is a command all the same
 * and says so: {@link org.angarium.mail.imap.MailboxArgument}, {@link
 * org.angarium.mail.imap.Undoable}. The session answers NO to it, not BAD.
 *
 * <p><b>Limits.</b> Every byte comes from a peer, often before login. {@link
 * org.angarium.mail.imap.ImapLimits} bounds lines, literals, nesting, lists and sequence sets; all
 * parsing is one pass over the bytes, and recursion ends at a depth of the limits.
 *
 * <p><b>Threads.</b> Parsers keep no state between calls and may be shared; a writer belongs to one
 * thread at a time.
 */
@NullMarked
package org.angarium.mail.imap;

import org.jspecify.annotations.NullMarked;
