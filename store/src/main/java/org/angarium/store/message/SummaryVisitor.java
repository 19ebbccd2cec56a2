package org.angarium.store.message;

import org.angarium.store.StoreException;

/** Sees summaries one after the other. */
@FunctionalInterface
public interface SummaryVisitor<X extends Exception> {
  /** Returns false to stop. */
  boolean visit(long uid, Summary summary) throws X;

  /** The message is there and its summary is damaged. Ends the sweep unless it is overridden. */
  default boolean unreadable(long uid, StoreException why) throws X, StoreException {
    throw why;
  }
}
