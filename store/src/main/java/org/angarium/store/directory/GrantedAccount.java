package org.angarium.store.directory;

/** An account with the rights that it was granted. */
public record GrantedAccount(Account account, Grants grants) {}
