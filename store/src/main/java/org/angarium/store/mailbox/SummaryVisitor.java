package org.angarium.store.mailbox;

/** Sees summaries one after the other. */
@FunctionalInterface
public interface SummaryVisitor<X extends Exception> {
  /** Returns false to stop. */
  boolean visit(long uid, Summary summary) throws X;
}
