package org.angarium.mail.mime;

import org.angarium.mail.header.HeaderLimits;

/**
 * Bounds for reading a message's structure. At a bound the parser stops descending and treats the
 * rest as content.
 *
 * @param maxHeaderBytes bytes kept of one header; the rest of that header is passed over
 * @param maxTotalHeaderBytes bytes kept of all headers of a message
 * @param maxParts parts of a message, composite ones included
 * @param maxDepth levels of nesting, the root being level 1
 * @param maxBoundaryLength bytes of a boundary (RFC 2046 §5.1.1 allows 70)
 * @param maxTextBytes encoded bytes of one part read for its text
 * @param header bounds for reading fields
 */
public record MimeLimits(
    int maxHeaderBytes,
    int maxTotalHeaderBytes,
    int maxParts,
    int maxDepth,
    int maxBoundaryLength,
    int maxTextBytes,
    HeaderLimits header) {
  /** What code that walks the tree can stand: it recurses once per level. */
  private static final int DEEPEST = 500;

  /** Far more than mail of people has. */
  public static final MimeLimits DEFAULT =
      new MimeLimits(256 << 10, 1 << 20, 10_000, 100, 1_000, 16 << 20, HeaderLimits.DEFAULT);

  /** Checks that a message has room for its root. */
  public MimeLimits {
    if (maxDepth < 1 || maxDepth > DEEPEST || maxParts < 1) {
      throw new IllegalArgumentException("impossible limits of parts or depth");
    }
  }

  /** How many fields all headers of one message may have together. */
  int maxTotalFields() {
    return (int) Math.min(Integer.MAX_VALUE, 10L * header.maxFields());
  }
}
