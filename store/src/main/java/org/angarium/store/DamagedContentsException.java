package org.angarium.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The stored contents of a message are not those that were written, as their checksums say; or they
 * are gone. Asking again does not help. What is not damaged of them may still be read.
 */
public final class DamagedContentsException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  public DamagedContentsException(String message) {
    super(message);
  }

  public DamagedContentsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
