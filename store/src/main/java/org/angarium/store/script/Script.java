package org.angarium.store.script;

/**
 * A user's script.
 *
 * @param id its number within the account
 * @param text UTF-8; the record's own array
 * @param active whether it is run for each delivery
 */
public record Script(int id, String name, byte[] text, boolean active) {}
