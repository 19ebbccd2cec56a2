package org.angarium.server.net;

import java.io.IOException;
import java.io.Serial;

/** The peer sent a line over the limit; the line was dropped and the stream stands after it. */
public final class LineTooLongException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  public LineTooLongException(int maxOctets) {
    super("line longer than " + maxOctets + " octets");
  }
}
