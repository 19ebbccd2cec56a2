package org.angarium.store.directory;

import org.jspecify.annotations.Nullable;

/**
 * What one transaction made of a record.
 *
 * @param before as the transaction found it; null where it was made
 * @param after as it is kept now
 */
public record Changed<T>(@Nullable T before, T after) {}
