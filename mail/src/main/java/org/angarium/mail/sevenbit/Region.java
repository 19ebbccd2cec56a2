package org.angarium.mail.sevenbit;

import org.angarium.mail.mime.MimePart;

/**
 * A stretch of a message that is of one kind, and what a reading of its bytes finds. For one
 * thread.
 */
final class Region {
  /** RFC 5322 §2.1.1, without the CRLF. */
  static final int MAX_LINE = 998;

  enum Kind {
    HEADER,
    /** The body of a part without parts. */
    LEAF,
    /** Delimiters, preambles and epilogues of a composite part. */
    AROUND
  }

  final Kind kind;
  final MimePart part;
  final boolean signed;
  final long start;
  final long end;

  private long above127;
  private boolean unlineable;
  private int column;
  private boolean afterCr;

  /**
   * @param signed whether it lies in a multipart/signed
   */
  Region(Kind kind, MimePart part, boolean signed, long start, long end) {
    this.kind = kind;
    this.part = part;
    this.signed = signed;
    this.start = start;
    this.end = end;
  }

  /** Looks at the next bytes. */
  void update(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      byte b = bytes[i];
      if (b == '\n') {
        unlineable |= !afterCr;
        column = 0;
      } else {
        unlineable |= afterCr || b == 0 || column > MAX_LINE;
        above127 += b >>> 31;
        column++;
      }
      afterCr = b == '\r';
    }
  }

  /** Octets above 127. */
  long above127() {
    return above127;
  }

  /** Whether SMTP without extensions cannot carry it for other reasons: see RFC 2045 §2.7. */
  boolean unlineable() {
    return unlineable || column > MAX_LINE || (afterCr && end - start > 0);
  }

  long size() {
    return end - start;
  }
}
