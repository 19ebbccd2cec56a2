package org.angarium.mail.mime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.angarium.mail.header.ContentTypeField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.header.ParameterList;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts of a message in one pass over its bytes, as they stream in (RFC 2046 §5.1, RFC
 * 5322).
 *
 * <p>In headers every line is kept, up to {@link MimeLimits#maxHeaderBytes()}. In bodies only line
 * starts matter: the scan stops where a line feed is followed by a hyphen, collects that line, and
 * compares it with the boundaries of the open multiparts, innermost first. A delimiter must be the
 * whole line but for white space at its end: RFC 2046 would let a prefix suffice, but then a
 * boundary that is the prefix of another would tear inner parts apart. Outside multiparts bodies
 * are only counted.
 *
 * <p>Lines end in CRLF or bare LF. The result doesn't depend on how the message is cut into chunks.
 * For one thread and one message; after {@link #finish()} the parser is spent.
 */
public final class MessageParser {
  /** White space after a delimiter that is still taken for transport padding. */
  private static final int MAX_PADDING = 256;

  private final MimeLimits limits;
  private OpenPart current = new OpenPart(null, 0);
  private @Nullable MimePart root;
  private byte[] headerBytes = new byte[2048];
  private int headerLength;
  private int headerRoom;
  private int headersKept;
  private byte[] line = new byte[0];
  private int lineLength;
  private boolean inHeader = true;
  private boolean inCandidate;
  private boolean opaque;
  private boolean truncated;
  private boolean atLineStart = true;
  private long headerLineStart;
  private int breakLength;
  private int openBoundaries;
  private int parts = 1;
  private int fields;
  private long lines;
  private long chunkBase;
  private int chunkStart;
  private byte lastByte;
  private long position;
  private long candidateStart;
  private int candidateBreak;

  /** A parser for one message. */
  public MessageParser(MimeLimits limits) {
    this.limits = limits;
    this.headerRoom = Math.min(limits.maxHeaderBytes(), limits.maxTotalHeaderBytes());
  }

  /** Takes the next bytes of the message. The array isn't kept. */
  public void update(byte[] bytes, int offset, int length) {
    if (root != null) {
      throw new IllegalStateException("message already finished");
    }
    if (length <= 0) {
      return;
    }
    chunkStart = offset;
    chunkBase = position - offset;
    int end = offset + length;
    int i = offset;
    while (i < end) {
      if (inCandidate) {
        i = candidate(bytes, i, end);
      } else if (atLineStart && bytes[i] == '-' && openBoundaries > 0 && !opaque) {
        inCandidate = true;
        candidateStart = chunkBase + i;
        candidateBreak = breakLength;
        lineLength = 0;
      } else if (inHeader) {
        i = headerLine(bytes, i, end);
      } else if (openBoundaries > 0 && !opaque) {
        i = body(bytes, i, end);
      } else {
        lines += LineFeeds.count(bytes, i, end);
        i = end;
      }
    }
    lastByte = bytes[end - 1];
    position += length;
  }

  /** Ends the message. */
  public MessageStructure finish() {
    MimePart finished = root;
    if (finished == null) {
      if (inCandidate) {
        inCandidate = false;
        if (!delimiter(candidateStart, candidateBreak, position)) {
          keepHeader(line, 0, lineLength);
        }
      }
      finished = closeUpTo(null, position, lines);
      root = finished;
    }
    return new MessageStructure(finished, position, truncated);
  }

  /** Takes header bytes up to the end of the line or chunk. */
  private int headerLine(byte[] bytes, int from, int end) {
    if (atLineStart) {
      headerLineStart = chunkBase + from;
      atLineStart = false;
    }
    int lf = LineFeeds.indexOf(bytes, from, end);
    int to = lf < 0 ? end : lf + 1;
    keepHeader(bytes, from, to);
    if (lf >= 0) {
      lineEnd(bytes, lf);
      if (chunkBase + lf - headerLineStart == breakLength - 1) {
        endHeader(chunkBase + to);
      }
    }
    return to;
  }

  private void keepHeader(byte[] bytes, int from, int to) {
    int length = to - from;
    if (!inHeader || length == 0) {
      return;
    }
    if (length > headerRoom) {
      truncated = true;
      length = headerRoom;
    }
    if (headerLength + length > headerBytes.length) {
      headerBytes =
          Arrays.copyOf(headerBytes, Math.max(headerBytes.length * 2, headerLength + length));
    }
    System.arraycopy(bytes, from, headerBytes, headerLength, length);
    headerLength += length;
    headerRoom -= length;
  }

  /** Notes the line feed at {@code lf}: its count, and how long the line break is. */
  private void lineEnd(byte[] bytes, int lf) {
    lines++;
    atLineStart = true;
    byte before = lf > chunkStart ? bytes[lf - 1] : lastByte;
    breakLength = before == '\r' && chunkBase + lf > 0 ? 2 : 1;
  }

  /** Passes over body bytes up to a line that begins with a hyphen, or to the end of the chunk. */
  private int body(byte[] bytes, int from, int end) {
    atLineStart = false;
    int i = from;
    for (; i + 8 <= end; i += 8) {
      long mask = LineFeeds.mask(bytes, i);
      while (mask != 0) {
        int lf = i + (Long.numberOfTrailingZeros(mask) >>> 3);
        if (lf + 1 == end || bytes[lf + 1] == '-') {
          lineEnd(bytes, lf);
          return lf + 1;
        }
        lines++;
        mask &= mask - 1;
      }
    }
    for (; i < end; i++) {
      if (bytes[i] == '\n') {
        if (i + 1 == end || bytes[i + 1] == '-') {
          lineEnd(bytes, i);
          return i + 1;
        }
        lines++;
      }
    }
    return end;
  }

  /**
   * Collects a line that may be a delimiter; lines that turn out not to be one go back to header or
   * body.
   */
  private int candidate(byte[] bytes, int from, int end) {
    atLineStart = false;
    int lf = LineFeeds.indexOf(bytes, from, end);
    int to = lf < 0 ? end : lf + 1;
    int maxLine = limits.maxBoundaryLength() + 6 + MAX_PADDING;
    int take = Math.min(to - from, maxLine + 1 - lineLength);
    if (lineLength + take > line.length) {
      line = Arrays.copyOf(line, Math.max(128, (lineLength + take) * 2));
    }
    System.arraycopy(bytes, from, line, lineLength, take);
    lineLength += take;
    boolean hopeless = lineLength > maxLine || (lineLength > 1 && line[1] != '-');
    if (hopeless) {
      inCandidate = false;
      headerLineStart = candidateStart;
      // What was collected in earlier chunks is not in this one any more; the rest is taken again
      // as ordinary bytes.
      keepHeader(line, 0, lineLength - take);
      if (inHeader) {
        return headerLine(bytes, from, end);
      }
      return body(bytes, from, end);
    }
    if (lf < 0) {
      return end;
    }
    inCandidate = false;
    if (!delimiter(candidateStart, candidateBreak, chunkBase + to)) {
      keepHeader(line, 0, lineLength);
    }
    lineEnd(bytes, lf);
    return to;
  }

  /** Acts on the collected line if it delimits an open multipart. */
  private boolean delimiter(long lineStart, int lineBreak, long next) {
    int length = lineLength;
    while (length > 0 && line[length - 1] <= ' ' && line[length - 1] >= 0) {
      length--;
    }
    if (length < 3) {
      return false;
    }
    boolean mayClose = line[length - 1] == '-' && line[length - 2] == '-';
    for (OpenPart part = current; part != null; part = part.parent) {
      byte[] boundary = part.boundary;
      if (boundary == null) {
        continue;
      }
      boolean opens = matches(boundary, length - 2);
      if (opens || (mayClose && matches(boundary, length - 4))) {
        if (part != current || inHeader) {
          closeUpTo(part, lineStart - lineBreak, lines - 1);
        }
        if (opens) {
          open(part, next);
        } else {
          part.boundary = null;
          openBoundaries--;
        }
        return true;
      }
    }
    return false;
  }

  private boolean matches(byte[] boundary, int length) {
    return boundary.length == length && Arrays.equals(boundary, 0, length, line, 2, 2 + length);
  }

  private void open(OpenPart multipart, long start) {
    if (parts >= limits.maxParts()) {
      truncated = true;
      opaque = true;
      return;
    }
    parts++;
    startPart(multipart, start);
  }

  private void startPart(OpenPart parent, long start) {
    current = new OpenPart(parent, start);
    inHeader = true;
    atLineStart = true;
    headerLength = 0;
    headerRoom = Math.min(limits.maxHeaderBytes(), limits.maxTotalHeaderBytes() - headersKept);
  }

  /** The header of the current part ends; decides what its body is. */
  private void endHeader(long bodyStart) {
    inHeader = false;
    OpenPart part = current;
    part.bodyStart = bodyStart;
    part.linesBefore = lines;
    headersKept += headerLength;
    part.header = readHeader(part.headerStart);
    ContentTypeField type = ContentTypeField.of(part.header, limits.header());
    if (type == null) {
      type =
          part.inDigest && !part.header.contains("Content-Type")
              ? new ContentTypeField("message", "rfc822", ParameterList.EMPTY)
              : ContentTypeField.TEXT_PLAIN;
    }
    if (type.mediaType().equals("multipart")) {
      type = multipart(part, type);
    } else if (MimeNode.isMessage(type.mediaType(), type.subtype())) {
      part.type = type;
      if (part.depth >= limits.maxDepth() || parts >= limits.maxParts()) {
        truncated = true;
        type = opaqueType();
      } else if (!isIdentity(MimePart.transferEncoding(part.header))) {
        type = opaqueType();
      } else {
        parts++;
        startPart(part, bodyStart);
      }
    }
    part.type = type;
  }

  private HeaderFields readHeader(long start) {
    HeaderLimits bounds = limits.header();
    int room = limits.maxTotalFields() - fields;
    HeaderFields header =
        HeaderParser.parse(
            Arrays.copyOf(headerBytes, headerLength),
            start,
            room < bounds.maxFields() ? bounds.withMaxFields(room) : bounds);
    fields += header.size();
    return header;
  }

  private ContentTypeField multipart(OpenPart part, ContentTypeField type) {
    String boundary = type.parameters().raw("boundary");
    if (boundary == null || boundary.isBlank()) {
      return ContentTypeField.TEXT_PLAIN;
    }
    byte[] bytes = boundary.stripTrailing().getBytes(StandardCharsets.UTF_8);
    if (part.depth >= limits.maxDepth() || bytes.length > limits.maxBoundaryLength()) {
      truncated = true;
      return opaqueType();
    }
    part.boundary = bytes;
    openBoundaries++;
    return type;
  }

  private static ContentTypeField opaqueType() {
    return new ContentTypeField("application", "octet-stream", ParameterList.EMPTY);
  }

  private static boolean isIdentity(String encoding) {
    return encoding.equals("7bit") || encoding.equals("8bit") || encoding.equals("binary");
  }

  /**
   * Closes the open parts inside {@code ancestor}, or all for null.
   *
   * @param end where their bodies end
   * @param linesAtEnd line feeds before {@code end}
   * @return the last part closed
   */
  private MimePart closeUpTo(@Nullable OpenPart ancestor, long end, long linesAtEnd) {
    while (inHeader) {
      // No empty line came: the part has no body. An embedded message opens in turn and ends at
      // once.
      endHeader(Math.max(ancestor == null ? position : candidateStart, current.headerStart));
    }
    long bodyEnd = end;
    long linesBeforeEnd = linesAtEnd;
    OpenPart part = current;
    while (true) {
      if (part.bodyStart > bodyEnd) {
        // The delimiter follows the header at once: the line break before it is the empty line's.
        bodyEnd = part.bodyStart;
        linesBeforeEnd = part.linesBefore;
      }
      MimePart closed = part.close(bodyEnd, linesBeforeEnd - part.linesBefore, limits.header());
      if (part.boundary != null) {
        part.boundary = null;
        openBoundaries--;
      }
      OpenPart parent = part.parent;
      if (parent != null) {
        parent.children.add(closed);
        current = parent;
      }
      if (parent == null || parent == ancestor) {
        return closed;
      }
      part = parent;
    }
  }
}
