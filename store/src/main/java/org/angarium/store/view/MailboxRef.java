package org.angarium.store.view;

import org.angarium.store.account.AccountId;

/**
 * Names a mailbox for ever, through renames.
 *
 * @param mailbox unique within the account, never given out twice
 */
public record MailboxRef(AccountId account, int mailbox) {}
