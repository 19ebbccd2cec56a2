package org.angarium.mail.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A signature field that is being written: a list of tags that breaks its lines before 78 columns
 * (RFC 5322 §2.1.1). For one thread.
 */
public final class FoldedField {
  private static final int COLUMNS = 77;
  private static final int AFTER_FOLD = 8;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(800);
  private int column;
  private boolean first = true;

  /** Begins with the field's name. */
  public FoldedField(String name) {
    append(name + ": ");
    column--;
  }

  /** The next tag with its semicolon, after a space or a fold. */
  public FoldedField tag(String text) {
    if (first) {
      first = false;
      append(text);
    } else if (column + 1 + text.length() > COLUMNS) {
      fold();
      append(text);
    } else {
      append(" " + text);
    }
    return this;
  }

  /** The tag {@code h=}, which may be folded after each colon. */
  public FoldedField names(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      String piece = names.get(i) + (i + 1 < names.size() ? ":" : ";");
      if (i == 0) {
        tag("h=" + piece);
      } else {
        if (column + piece.length() > COLUMNS) {
          fold();
        }
        append(piece);
      }
    }
    return this;
  }

  /** The last tag: a signature, in base64 that may be folded anywhere. */
  public FoldedField base64(byte[] signature) {
    String text = Base64.getEncoder().encodeToString(signature);
    int i = 0;
    while (i < text.length()) {
      if (column >= COLUMNS) {
        fold();
      }
      int end = Math.min(text.length(), i + COLUMNS - column);
      append(text.substring(i, end));
      i = end;
    }
    return this;
  }

  /** The field so far, without a line break at its end. */
  public byte[] bytes() {
    return out.toByteArray();
  }

  /** The whole field with CRLF at its end. */
  public byte[] ended() {
    append("\r\n");
    return out.toByteArray();
  }

  private void append(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.write(bytes, 0, bytes.length);
    column += bytes.length;
  }

  private void fold() {
    append("\r\n\t");
    column = AFTER_FOLD;
  }
}
