package org.angarium.server.smtp;

import org.jspecify.annotations.Nullable;

/** Watches that lines end in CRLF and nothing else, over chunks cut anywhere. One thread. */
final class LineEndCheck {
  private boolean afterCr;
  private @Nullable LineFault fault;

  void update(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int i = offset;
    if (afterCr && length > 0) {
      if (bytes[i] == '\n') {
        i++;
      } else {
        note(LineFault.BARE_CR);
      }
      afterCr = false;
    }
    while (fault == null && (i = ControlScan.next(bytes, i, end)) < end) {
      switch (bytes[i]) {
        case '\r' -> {
          if (i + 1 == end) {
            afterCr = true;
          } else if (bytes[i + 1] == '\n') {
            i++;
          } else {
            note(LineFault.BARE_CR);
          }
        }
        case '\n' -> note(LineFault.BARE_LF);
        case 0 -> note(LineFault.NUL);
        default -> {
          // A tab or another control that is no matter of lines.
        }
      }
      i++;
    }
  }

  /** What was found; to be asked at the end of the message. */
  @Nullable LineFault fault() {
    return fault == null && afterCr ? LineFault.BARE_CR : fault;
  }

  private void note(LineFault found) {
    if (fault == null) {
      fault = found;
    }
  }
}
