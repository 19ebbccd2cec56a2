package org.angarium.store.script;

import java.time.Instant;

/**
 * What a list of scripts says of one.
 *
 * @param id its number within the account, never given twice
 * @param size octets of its text
 * @param changedAt when its text was last put
 * @param active whether it is run for each delivery; at most one is
 */
public record ScriptInfo(int id, String name, int size, Instant changedAt, boolean active) {}
