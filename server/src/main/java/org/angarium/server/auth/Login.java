package org.angarium.server.auth;

import org.angarium.mail.address.EmailAddress;
import org.angarium.store.mailbox.AccountId;

/**
 * Somebody who came in.
 *
 * @param generation of the password that was right
 */
public record Login(
    AccountId account, EmailAddress address, boolean administrator, long generation) {}
