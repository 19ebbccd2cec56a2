package org.angarium.store.account;

/**
 * Wakes one waiter when something in an account changes (IDLE, NOTIFY, push). It says only that
 * something changed; the waiter looks for itself. No change between two waits is lost.
 */
public interface Watch extends AutoCloseable {
  /** Waits until a change after the last wait or {@code nanos} passed; true for a change. */
  boolean await(long nanos) throws InterruptedException;

  @Override
  void close();
}
