package org.angarium.store.intake;

import java.util.Set;
import org.angarium.store.account.AccountId;

/**
 * One copy for one local account.
 *
 * @param mailbox name of the mailbox; INBOX is used where it does not exist (any more)
 * @param prefix header fields of this delivery, whole lines, see {@code NewMessage}
 */
public record LocalDelivery(AccountId account, String mailbox, Set<String> flags, byte[] prefix) {}
