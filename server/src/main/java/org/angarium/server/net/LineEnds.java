package org.angarium.server.net;

import java.util.Arrays;

/**
 * The beginning and the end of a line that is too long to be kept, gathered while it is dropped:
 * the one tells whose line it was, the other what the peer will send next. One thread.
 */
final class LineEnds {
  private static final int START = 512;
  private static final int END = 64;

  private final byte[] start = new byte[START];
  private final byte[] end = new byte[END];
  private int startLength;
  private int endLength;

  /** The line goes on with these bytes. */
  void add(byte[] bytes, int offset, int length) {
    int more = Math.min(length, START - startLength);
    System.arraycopy(bytes, offset, start, startLength, more);
    startLength += more;
    int kept = Math.min(endLength, Math.max(0, END - length));
    System.arraycopy(end, endLength - kept, end, 0, kept);
    int added = Math.min(length, END);
    System.arraycopy(bytes, offset + length - added, end, kept, added);
    endLength = kept + added;
  }

  /** Its first 512 octets. */
  byte[] start() {
    return Arrays.copyOf(start, startLength);
  }

  /** Its last 64 octets, without a CR that ended it. */
  byte[] end() {
    boolean cr = endLength > 0 && end[endLength - 1] == '\r';
    return Arrays.copyOf(end, cr ? endLength - 1 : endLength);
  }
}
