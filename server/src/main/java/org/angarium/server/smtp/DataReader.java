package org.angarium.server.smtp;

import java.io.EOFException;
import java.io.IOException;
import org.angarium.server.net.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message after DATA (RFC 5321 §4.1.1.4): up to CRLF.CRLF and nothing like it, taking away
 * the dots that the client put before lines that begin with one (§4.5.2).
 *
 * <p>The buffer of the connection is searched in place. Runs between stuffed dots go to the sink in
 * one piece. A bare CR, a bare LF or NUL is noted and reading goes on to the true end, so that what
 * follows is never taken for commands.
 */
final class DataReader {
  private final Connection connection;
  private final Sink sink;
  private final long maxOctets;
  private long octets;
  private @Nullable LineFault fault;

  /** Takes the contents in pieces; the array is the connection's. */
  @FunctionalInterface
  interface Sink {
    void take(byte[] bytes, int offset, int length);
  }

  /**
   * @param maxOctets after which reading is given up; well above what the sink takes, so that a
   *     message somewhat too large can still be refused in good order
   */
  DataReader(Connection connection, Sink sink, long maxOctets) {
    this.connection = connection;
    this.sink = sink;
    this.maxOctets = maxOctets;
  }

  /** What was wrong with the lines, or null. */
  @Nullable LineFault fault() {
    return fault;
  }

  /**
   * Reads to the end.
   *
   * @return false when it was given up: the session must end
   */
  boolean read() throws IOException {
    boolean lineStart = true;
    while (true) {
      byte[] bytes = connection.array();
      int start = connection.position();
      int end = start + connection.unread();
      int run = start;
      int i = start;
      boolean starved = i >= end;
      while (!starved) {
        if (lineStart) {
          if (bytes[i] == '.') {
            int ending = endsHere(bytes, i, end);
            if (ending < 0) {
              starved = true;
              continue;
            }
            emit(bytes, run, i);
            if (ending > 0) {
              connection.skip(i + 3 - start);
              return true;
            }
            run = ++i;
          }
          lineStart = false;
          starved = i >= end;
          continue;
        }
        i = ControlScan.next(bytes, i, end);
        if (i == end) {
          starved = true;
        } else if (bytes[i] == '\r') {
          if (i + 1 == end) {
            starved = true;
          } else if (bytes[i + 1] == '\n') {
            i += 2;
            lineStart = true;
            starved = i >= end;
          } else {
            note(LineFault.BARE_CR);
            i++;
          }
        } else {
          if (bytes[i] == '\n') {
            note(LineFault.BARE_LF);
          } else if (bytes[i] == 0) {
            note(LineFault.NUL);
          }
          i++;
          starved = i >= end;
        }
      }
      // What lies before i is content; at most a few bytes from i on wait for their successors.
      emit(bytes, run, i);
      connection.skip(i - start);
      octets += i - start;
      if (octets > maxOctets) {
        return false;
      }
      if (!connection.fill()) {
        throw new EOFException("the peer closed within message data");
      }
    }
  }

  /** 1 when the dot at {@code i} ends the data, 0 when not, -1 when more must be seen. */
  private static int endsHere(byte[] bytes, int i, int end) {
    if (i + 1 >= end) {
      return -1;
    }
    if (bytes[i + 1] != '\r') {
      return 0;
    }
    if (i + 2 >= end) {
      return -1;
    }
    return bytes[i + 2] == '\n' ? 1 : 0;
  }

  private void emit(byte[] bytes, int from, int to) {
    if (to > from && fault == null) {
      sink.take(bytes, from, to - from);
    }
  }

  private void note(LineFault found) {
    if (fault == null) {
      fault = found;
    }
  }
}
