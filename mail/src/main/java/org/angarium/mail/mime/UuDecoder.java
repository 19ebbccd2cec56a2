package org.angarium.mail.mime;

/**
 * Uuencode: lines between {@code begin} and {@code end}, each with its length in front. Other lines
 * are passed over.
 */
final class UuDecoder implements TransferDecoder {
  /**
   * A line holds at most 63 bytes, that is 84 characters and the length; a checksum character may
   * follow.
   */
  private static final int MAX_LINE = 100;

  private final byte[] line = new byte[MAX_LINE];
  private int length;
  private boolean begun;
  private boolean ended;

  @Override
  public void update(byte[] bytes, int offset, int count, ByteSink sink) {
    for (int i = offset, end = offset + count; i < end && !ended; i++) {
      if (bytes[i] == '\n') {
        endLine(sink);
      } else if (length < MAX_LINE) {
        line[length++] = bytes[i];
      }
    }
  }

  @Override
  public void finish(ByteSink sink) {
    if (!ended) {
      endLine(sink);
    }
  }

  private void endLine(ByteSink sink) {
    int end = length;
    length = 0;
    if (end > 0 && line[end - 1] == '\r') {
      end--;
    }
    if (!begun) {
      begun = startsWith("begin ", end);
    } else if (end == 3 && startsWith("end", end)) {
      ended = true;
    } else if (end > 0) {
      data(end, sink);
    }
  }

  private void data(int end, ByteSink sink) {
    int wanted = line[0] - ' ' & 63;
    byte[] out = new byte[wanted];
    int n = 0;
    for (int i = 1; n < wanted; i += 4) {
      int group =
          value(i, end) << 18
              | value(i + 1, end) << 12
              | value(i + 2, end) << 6
              | value(i + 3, end);
      for (int shift = 16; shift >= 0 && n < wanted; shift -= 8) {
        out[n++] = (byte) (group >> shift);
      }
    }
    if (wanted > 0) {
      sink.accept(out, 0, wanted);
    }
  }

  /** Programs that strip spaces at line ends shorten lines; what is missing is zero. */
  private int value(int i, int end) {
    return i < end ? line[i] - ' ' & 63 : 0;
  }

  private boolean startsWith(String word, int end) {
    if (end < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (line[i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
