package org.angarium.store.mailbox;

/**
 * Names a mailbox for ever, through renames.
 *
 * @param mailbox unique within the account, never given out twice
 */
public record MailboxRef(AccountId account, int mailbox) {}
