package org.angarium.store.message;

import org.angarium.store.StoreException;

/** Is told of messages that cannot be read, which their reader passes over; by several threads. */
@FunctionalInterface
public interface UnreadableListener {
  void unreadable(long uid, StoreException why);
}
