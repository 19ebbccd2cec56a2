package org.angarium.store;

import java.io.Serial;

/** Another process, or another part of this one, has the store open. Nothing was touched. */
public final class StoreInUseException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  StoreInUseException(String message) {
    super(message);
  }
}
