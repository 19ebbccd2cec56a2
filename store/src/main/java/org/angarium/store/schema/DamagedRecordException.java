package org.angarium.store.schema;

import java.io.Serial;
import org.angarium.store.StoreException;

/** A stored record is not what was written; {@code verify} names the key. */
public final class DamagedRecordException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  public DamagedRecordException(String message) {
    super(message);
  }
}
