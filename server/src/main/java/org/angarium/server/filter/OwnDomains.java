package org.angarium.server.filter;

import org.angarium.store.StoreException;

/** Which domains are ours. Thread-safe. */
@FunctionalInterface
public interface OwnDomains {
  /** None is. */
  OwnDomains NONE = domain -> false;

  /**
   * @param domain canonical
   */
  boolean isOwn(String domain) throws StoreException;
}
