package org.angarium.store.account;

/** Use and limits of an account; a limit of 0 means none. */
public record Quota(long usedBytes, long limitBytes, long usedMessages, long limitMessages) {}
