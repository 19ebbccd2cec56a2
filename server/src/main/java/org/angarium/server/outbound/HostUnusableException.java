package org.angarium.server.outbound;

import java.io.IOException;
import java.io.Serial;

/** A host answered, and mail cannot be handed to it now; another one may do. */
final class HostUnusableException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Cause why;
  private final String status;

  /**
   * @param status RFC 3463
   */
  HostUnusableException(Cause why, String status) {
    super(why.text());
    this.why = why;
    this.status = status;
  }

  Cause why() {
    return why;
  }

  String status() {
    return status;
  }
}
