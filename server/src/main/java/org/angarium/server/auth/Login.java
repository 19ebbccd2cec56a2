package org.angarium.server.auth;

import org.angarium.mail.address.EmailAddress;
import org.angarium.store.account.AccountId;

/**
 * An account that has logged in.
 *
 * @param generation of the password that was right
 */
public record Login(
    AccountId account, EmailAddress address, boolean administrator, long generation) {}
