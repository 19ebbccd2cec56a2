package org.angarium.mail.header;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.angarium.mail.charset.MailCharset;

/**
 * One header field: a name, a colon, a value that may be folded over lines. A view of the header's
 * bytes.
 */
public final class HeaderField {
  private final byte[] block;
  private final long blockOffset;
  private final int start;
  private final int nameEnd;
  private final int end;
  private final int nameHash;

  HeaderField(byte[] block, long blockOffset, int start, int nameEnd, int end, int nameHash) {
    this.block = block;
    this.blockOffset = blockOffset;
    this.start = start;
    this.nameEnd = nameEnd;
    this.end = end;
    this.nameHash = nameHash;
  }

  /** The name as written. */
  public String name() {
    return new String(block, start, nameEnd - start, StandardCharsets.ISO_8859_1);
  }

  /** Whether the field has this name, whatever the case of letters. */
  public boolean is(String name) {
    return nameHash == HeaderFields.hash(name) && nameMatches(name);
  }

  boolean is(String name, int hash) {
    return nameHash == hash && nameMatches(name);
  }

  private boolean nameMatches(String name) {
    int length = nameEnd - start;
    if (name.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (HeaderFields.lower(block[start + i]) != HeaderFields.lower(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Where the field begins in the message. */
  public long offset() {
    return blockOffset + start;
  }

  /** Bytes of the whole field, its line breaks included. */
  public int length() {
    return end - start;
  }

  /** The whole field as it came: name, colon, value, folds, final line break. */
  public byte[] raw() {
    return Arrays.copyOfRange(block, start, end);
  }

  /** All after the colon as it came, folds included, without the final line break. */
  public byte[] rawValue() {
    return Arrays.copyOfRange(block, valueStart(), valueEnd());
  }

  /** The value on one line: line breaks removed (RFC 5322 §2.2.3), no white space at either end. */
  public byte[] value() {
    int from = valueStart();
    int to = valueEnd();
    while (from < to && isSpace(block[from])) {
      from++;
    }
    while (to > from && isSpace(block[to - 1])) {
      to--;
    }
    int length = 0;
    for (int i = from; i < to; i++) {
      if (block[i] != '\n' && !isFoldCr(i, to)) {
        length++;
      }
    }
    if (length == to - from) {
      return Arrays.copyOfRange(block, from, to);
    }
    byte[] value = new byte[length];
    for (int i = from, k = 0; i < to; i++) {
      if (block[i] != '\n' && !isFoldCr(i, to)) {
        value[k++] = block[i];
      }
    }
    return value;
  }

  /** The value on one line as text; encoded words stay as they are (see {@link EncodedWords}). */
  public String text() {
    byte[] value = value();
    return MailCharset.guess(value, 0, value.length);
  }

  /**
   * The value as a reader sees it: encoded words decoded. For unstructured fields such as Subject.
   */
  public String decodedText() {
    return EncodedWords.decode(text());
  }

  private boolean isFoldCr(int i, int to) {
    return block[i] == '\r' && i + 1 < to && block[i + 1] == '\n';
  }

  private int valueStart() {
    int i = nameEnd;
    while (i < end && block[i] != ':') {
      i++;
    }
    return Math.min(i + 1, end);
  }

  private int valueEnd() {
    int to = end;
    int from = valueStart();
    if (to > from && block[to - 1] == '\n') {
      to--;
      if (to > from && block[to - 1] == '\r') {
        to--;
      }
    }
    return to;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  @Override
  public String toString() {
    return name() + ": " + text();
  }
}
