package org.angarium.store.engine;

import org.jspecify.annotations.Nullable;

/**
 * A committed record that a transaction is based on. The arrays are not copied.
 *
 * @param value null: there is no such record
 */
public record Expectation(byte[] key, byte @Nullable [] value) {}
