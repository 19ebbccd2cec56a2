package org.angarium.server.net;

import java.io.IOException;
import java.io.Serial;

/** The peer sent a line over the limit; the line was dropped and the stream stands after it. */
public final class LineTooLongException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient byte[] start;
  private final transient byte[] end;

  LineTooLongException(int maxOctets, LineEnds ends) {
    super("line longer than " + maxOctets + " octets");
    this.start = ends.start();
    this.end = ends.end();
  }

  /** The first octets of the line, at most 512. */
  public byte[] start() {
    return start;
  }

  /** The last octets of the line before its end, at most 64. */
  public byte[] end() {
    return end;
  }
}
