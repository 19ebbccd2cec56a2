package org.angarium.store.account;

import org.angarium.store.StoreException;
import org.angarium.store.engine.Transaction;
import org.jspecify.annotations.Nullable;

/** The body of a transaction on accounts; may run again from the start, like the engine's. */
@FunctionalInterface
public interface ChangeWork<R extends @Nullable Object, X extends Exception> {
  R run(Transaction transaction, AccountChanges changes) throws X, StoreException;
}
