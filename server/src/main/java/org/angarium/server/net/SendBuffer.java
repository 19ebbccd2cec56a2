package org.angarium.server.net;

import java.util.Arrays;

/**
 * Bytes that wait to be sent in one piece: small replies are gathered, large contents go past it.
 * Starts at 1 KB, grows to 16 KB, and is given back while a connection rests. One thread.
 */
final class SendBuffer {
  private static final int SMALL = 1 << 10;
  private static final int LARGE = 16 << 10;
  private static final byte[] NOTHING = new byte[0];

  private byte[] bytes = NOTHING;
  private int length;

  /** Whether so many more bytes may be added; else what is here must be sent first. */
  boolean fits(int count) {
    return length + count <= LARGE;
  }

  /** Adds bytes that {@linkplain #fits fit}. */
  void add(byte[] source, int offset, int count) {
    if (count > bytes.length - length) {
      int size = Math.max(SMALL, Math.max(bytes.length * 2, length + count));
      bytes = Arrays.copyOf(bytes, Math.min(size, LARGE));
    }
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /** Gives memory back if nothing waits. */
  void rest() {
    if (length == 0) {
      bytes = NOTHING;
    }
  }
}
