package org.angarium.store.queue;

/** Hears of messages that have something to be tried. Never blocks, never throws. */
@FunctionalInterface
public interface QueueListener {
  /** {@code id} was added, released, or is to be tried at once. */
  void announced(QueueId id);
}
