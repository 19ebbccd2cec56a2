package org.angarium.server.filter;

import org.angarium.store.StoreException;

/** Judges messages that have arrived in full and are not yet accepted. Thread-safe. */
@FunctionalInterface
public interface Judge {
  /**
   * @throws StoreException when the message cannot be read back; the sender must try again
   */
  Judgement judge(Facts facts) throws StoreException;
}
