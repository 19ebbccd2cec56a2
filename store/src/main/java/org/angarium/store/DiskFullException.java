package org.angarium.store;

import java.io.Serial;

/**
 * Nothing was written, since the disk is nearly full and the rest is kept back. A passing state
 * that ends by itself: sessions answer {@code 452 4.3.1} (RFC 3463 §3.4) or {@code NO
 * [UNAVAILABLE]}. Whoever refuses need not log it: {@link org.angarium.store.engine.DiskRoom} tells
 * of it.
 */
public final class DiskFullException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  public DiskFullException(String message) {
    super(message);
  }
}
