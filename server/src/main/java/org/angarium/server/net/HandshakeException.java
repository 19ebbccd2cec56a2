package org.angarium.server.net;

import java.io.IOException;
import java.io.Serial;

/** A TLS handshake did not come to its end; the connection is closed already. */
public final class HandshakeException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  HandshakeException(String message, IOException cause) {
    super(message, cause);
  }
}
