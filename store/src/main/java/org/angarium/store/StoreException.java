package org.angarium.store;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The environment failed the store: a disk is full, a file unreadable, a record damaged, the engine
 * closed. Never the peer's fault; sessions answer {@code 451 4.3.0} or {@code NO [UNAVAILABLE]} and
 * may live on. When it comes out of a write, the write either happened as a whole or not at all,
 * but it is unknown which: never answer {@code 250} after it.
 */
public class StoreException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
