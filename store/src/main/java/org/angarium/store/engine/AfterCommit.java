package org.angarium.store.engine;

import org.jspecify.annotations.Nullable;

/** Runs once a transaction is durable and before its locks are released. */
@FunctionalInterface
public interface AfterCommit<R extends @Nullable Object> {
  void committed(R result);
}
