package org.angarium.store.engine;

/**
 * The body of a transaction. It may run again from the start where another node was faster, so it
 * changes nothing but through its transaction.
 */
@FunctionalInterface
public interface Work<R extends @org.jspecify.annotations.Nullable Object, X extends Exception> {
  R run(Transaction transaction) throws X, org.angarium.store.StoreException;
}
