package org.angarium.server.outbound;

import java.io.IOException;
import java.io.Serial;

/** The peer ended the connection where it owed us a reply. */
final class ConnectionEndedException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  ConnectionEndedException() {
    super("the host closed the connection");
  }
}
