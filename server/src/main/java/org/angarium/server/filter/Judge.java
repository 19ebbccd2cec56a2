package org.angarium.server.filter;

import org.angarium.store.StoreException;

/** Judges messages. Thread-safe. */
@FunctionalInterface
public interface Judge {
  /**
   * @throws StoreException when the message cannot be read back; the sender must try again
   */
  Judgement judge(Facts facts) throws StoreException;

  /**
   * Begins to judge a message of which only the envelope's beginning is known.
   *
   * @param facts without recipients, header and contents
   */
  default Visit visit(Facts facts) {
    return Visit.NONE;
  }
}
