package org.angarium.store.directory;

import java.time.Instant;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.account.AccountId;

/**
 * An account that was deleted and whose mail is still to be removed: written with the deletion,
 * taken away when the removal is through, so that a crash in between only delays it.
 */
public record Tombstone(AccountId account, EmailAddress primary, Instant deleted) {}
