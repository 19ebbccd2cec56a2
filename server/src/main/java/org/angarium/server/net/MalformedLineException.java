package org.angarium.server.net;

import java.io.IOException;
import java.io.Serial;

/**
 * The peer sent a line with a bare CR, a bare LF or NUL; the line was dropped and the stream stands
 * after it.
 */
public final class MalformedLineException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  public MalformedLineException(String message) {
    super(message);
  }
}
