package org.angarium.store.blob;

import java.io.Serial;
import org.angarium.store.StoreException;

/** Contents went over {@link BlobLimits#maxBytes}. The one refusal here that is the sender's. */
public final class BlobTooLargeException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  BlobTooLargeException(long maxBytes) {
    super("contents are larger than " + maxBytes + " bytes");
  }
}
