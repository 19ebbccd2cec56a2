package org.angarium.server.outbound;

import java.io.IOException;
import java.io.Serial;

/** A host answered, and mail cannot be handed to it now; another one may do. */
final class HostUnusableException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final String status;

  /**
   * @param text fit for reports
   * @param status RFC 3463
   */
  HostUnusableException(String text, String status) {
    super(text);
    this.status = status;
  }

  String status() {
    return status;
  }
}
