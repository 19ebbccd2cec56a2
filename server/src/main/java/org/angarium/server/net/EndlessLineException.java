package org.angarium.server.net;

import java.io.IOException;
import java.io.Serial;

/**
 * The peer sent a line so far over the limit that the search for its end was given up. The stream
 * is of no further use: say goodbye and close.
 */
public final class EndlessLineException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  public EndlessLineException(long octets) {
    super("no line end within " + octets + " octets");
  }
}
