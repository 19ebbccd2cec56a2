package org.angarium.mail.imap;

/**
 * An APPEND up to the literal of its first message.
 *
 * @param mailbox decoded name
 */
public record AppendStart(String tag, MailboxArgument mailbox, AppendMessage first) {}
