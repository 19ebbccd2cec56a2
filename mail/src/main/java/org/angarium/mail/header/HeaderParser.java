package org.angarium.mail.header;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the fields of a header (RFC 5322 §2.2, with the white space before the colon that §4.5
 * allows). Lines end in CRLF or bare LF. A line that is neither a field nor a continuation is
 * passed over together with its continuations.
 */
public final class HeaderParser {
  private HeaderParser() {}

  /** Reads a block with {@link HeaderLimits#DEFAULT}. */
  public static HeaderFields parse(byte[] block) {
    return parse(block, 0, HeaderLimits.DEFAULT);
  }

  /**
   * Reads a block of header lines up to its first empty line or its end. The array is kept, not
   * copied: the caller must leave it alone.
   *
   * @param offset where the block begins in the message
   */
  public static HeaderFields parse(byte[] block, long offset, HeaderLimits limits) {
    List<HeaderField> fields = new ArrayList<>(24);
    int position = 0;
    int end = block.length;
    while (position < end && fields.size() < limits.maxFields()) {
      int colon = -1;
      int nameEnd = -1;
      int hash = 0;
      boolean bad = false;
      int i = position;
      for (; i < end; i++) {
        byte b = block[i];
        if (b == ':') {
          colon = i;
          break;
        }
        if (b == '\n') {
          break;
        }
        if (b == ' ' || b == '\t' || b == '\r') {
          nameEnd = nameEnd < 0 ? i : nameEnd;
        } else if (nameEnd >= 0 || b < 0x21 || b == 0x7f) {
          bad = true;
        } else {
          hash = hash * 31 + HeaderFields.lower(b);
        }
      }
      nameEnd = nameEnd < 0 ? i : nameEnd;
      if (colon < 0 && nameEnd == position && isEmptyLine(block, position, end)) {
        break;
      }
      int fieldEnd = endOfField(block, i, end);
      if (colon > 0 && !bad && nameEnd > position) {
        fields.add(new HeaderField(block, offset, position, nameEnd, fieldEnd, hash));
      }
      position = fieldEnd;
    }
    return new HeaderFields(block, offset, fields);
  }

  private static boolean isEmptyLine(byte[] block, int position, int end) {
    return block[position] == '\n'
        || (block[position] == '\r' && position + 1 < end && block[position + 1] == '\n');
  }

  private static int endOfField(byte[] block, int from, int end) {
    int i = from;
    while (i < end) {
      if (block[i++] == '\n' && (i >= end || (block[i] != ' ' && block[i] != '\t'))) {
        return i;
      }
    }
    return end;
  }
}
