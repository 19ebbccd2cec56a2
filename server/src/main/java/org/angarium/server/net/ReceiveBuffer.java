package org.angarium.server.net;

import java.util.Arrays;

/**
 * Bytes that arrived and were not taken yet. Starts at 1 KB, grows while the peer fills it, and is
 * given back while a connection rests. One thread.
 */
final class ReceiveBuffer {
  private static final int SMALL = 1 << 10;
  private static final int LARGE = 64 << 10;
  private static final int GROWTH = 4;
  private static final byte[] NOTHING = new byte[0];

  private byte[] bytes = NOTHING;
  private int position;
  private int end;

  /** The unread bytes begin at {@link #position}; another array after {@link #makeRoom}. */
  byte[] array() {
    return bytes;
  }

  int position() {
    return position;
  }

  int unread() {
    return end - position;
  }

  /** Takes unread bytes. */
  void skip(int count) {
    if (count < 0 || count > end - position) {
      throw new IllegalArgumentException("cannot skip " + count);
    }
    position += count;
  }

  int take(byte[] target, int offset, int length) {
    int count = Math.min(length, end - position);
    System.arraycopy(bytes, position, target, offset, count);
    position += count;
    return count;
  }

  /** How many unread bytes lie before the next LF, looking from the one numbered {@code from}. */
  int beforeLineFeed(int from) {
    for (int i = position + from; i < end; i++) {
      if (bytes[i] == '\n') {
        return i - position;
      }
    }
    return -1;
  }

  /**
   * Takes a line and its end.
   *
   * @param length octets before LF
   * @param strict whether the line must end in CRLF and have no other CR, and no NUL
   * @return without CRLF or LF
   */
  byte[] takeLine(int length, boolean strict) throws MalformedLineException {
    int start = position;
    boolean crlf = length > 0 && bytes[start + length - 1] == '\r';
    int lineEnd = start + length - (crlf ? 1 : 0);
    position = start + length + 1;
    if (strict) {
      if (!crlf) {
        throw new MalformedLineException("a line that ends in LF alone");
      }
      for (int i = start; i < lineEnd; i++) {
        if (bytes[i] == '\r' || bytes[i] == 0) {
          throw new MalformedLineException("a bare CR or NUL within a line");
        }
      }
    }
    return Arrays.copyOfRange(bytes, start, lineEnd);
  }

  /** Gives memory back; only while nothing is unread. */
  void rest() {
    if (bytes.length > SMALL) {
      bytes = NOTHING;
      position = 0;
      end = 0;
    }
  }

  /** Forgets what is unread. */
  void drop() {
    bytes = NOTHING;
    position = 0;
    end = 0;
  }

  /**
   * Space for at least one more byte, from {@link #end} on. Grows when the last read filled the
   * buffer: then more is likely to be waiting.
   */
  int makeRoom() {
    boolean full = bytes.length > 0 && end == bytes.length;
    if (position == end) {
      position = 0;
      end = 0;
      if (bytes.length == 0) {
        bytes = new byte[SMALL];
      } else if (full && bytes.length < LARGE) {
        bytes = new byte[bytes.length * GROWTH];
      }
    } else if (full) {
      int unread = end - position;
      byte[] target = unread > bytes.length / 2 ? new byte[grown(unread)] : bytes;
      System.arraycopy(bytes, position, target, 0, unread);
      bytes = target;
      position = 0;
      end = unread;
    }
    return bytes.length - end;
  }

  private int grown(int unread) {
    // Callers bound what they leave unread; doubling beyond LARGE serves lines longer than that.
    return bytes.length < LARGE ? bytes.length * GROWTH : Math.multiplyExact(unread, 2);
  }

  int end() {
    return end;
  }

  /** So many bytes were put at {@link #end}. */
  void arrived(int count) {
    end += count;
  }
}
