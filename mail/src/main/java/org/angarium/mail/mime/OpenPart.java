package org.angarium.mail.mime;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.header.ContentTypeField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.jspecify.annotations.Nullable;

/** A part whose end hasn't been seen yet. */
final class OpenPart {
  final @Nullable OpenPart parent;
  final int depth;
  final long headerStart;
  final boolean inDigest;
  final List<MimePart> children = new ArrayList<>(0);
  long bodyStart;
  long linesBefore;
  HeaderFields header = HeaderFields.EMPTY;
  ContentTypeField type = ContentTypeField.TEXT_PLAIN;

  /**
   * What delimits the children; null if this is no multipart, or its closing delimiter has been
   * seen.
   */
  byte @Nullable [] boundary;

  OpenPart(@Nullable OpenPart parent, long headerStart) {
    this.parent = parent;
    this.headerStart = headerStart;
    this.depth = parent == null ? 1 : parent.depth + 1;
    this.inDigest = parent != null && parent.type.is("multipart", "digest");
  }

  /**
   * Makes the finished part; a multipart without children is what RFC 2045 §5.2 makes of a wrong
   * type: plain text.
   */
  MimePart close(long end, long lines, HeaderLimits limits) {
    if (type.mediaType().equals("multipart") && children.isEmpty()) {
      type = ContentTypeField.TEXT_PLAIN;
    }
    return new MimePart(headerStart, bodyStart, end, lines, type, header, limits, children);
  }
}
