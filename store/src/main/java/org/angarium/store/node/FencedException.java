package org.angarium.store.node;

import java.io.Serial;
import org.angarium.store.StoreException;

/**
 * Another node has taken over the work of this one, or the node was opened a second time: what was
 * to be done now is done there. Nothing was changed. It lasts until the store is opened again.
 */
public final class FencedException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  FencedException(int number) {
    super("the work of node " + number + " was taken over by another node");
  }
}
