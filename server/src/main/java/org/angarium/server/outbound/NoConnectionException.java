package org.angarium.server.outbound;

import java.io.IOException;
import java.io.Serial;

/** No connection to a host came about, so nothing was said by anybody. */
final class NoConnectionException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final IOException failure;

  NoConnectionException(IOException failure) {
    super(failure);
    this.failure = failure;
  }

  IOException failure() {
    return failure;
  }
}
