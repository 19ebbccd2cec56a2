package org.angarium.mail.mime;

import java.io.ByteArrayOutputStream;
import java.util.Base64;

/** Content-Transfer-Encodings for messages that we build (RFC 2045 §6). Lines end in CRLF. */
public final class TransferEncoder {
  private static final int LINE = 76;

  private TransferEncoder() {}

  /** Base64 in lines of 76 characters, each ended. */
  public static byte[] base64(byte[] content) {
    byte[] encoded = Base64.getMimeEncoder(LINE, new byte[] {'\r', '\n'}).encode(content);
    if (encoded.length == 0) {
      return encoded;
    }
    byte[] out = java.util.Arrays.copyOf(encoded, encoded.length + 2);
    out[encoded.length] = '\r';
    out[encoded.length + 1] = '\n';
    return out;
  }

  /** Quoted-printable of text; line breaks in {@code text} (CRLF or LF) stay line breaks. */
  public static byte[] quotedPrintable(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + text.length / 8);
    int column = 0;
    for (int i = 0; i < text.length; i++) {
      int b = text[i] & 0xff;
      if (b == '\n' || (b == '\r' && i + 1 < text.length && text[i + 1] == '\n')) {
        out.write('\r');
        out.write('\n');
        i += b == '\r' ? 1 : 0;
        column = 0;
        continue;
      }
      boolean lineEnd = i + 1 == text.length || text[i + 1] == '\n' || text[i + 1] == '\r';
      boolean plain = (b > ' ' && b < 0x7f && b != '=') || ((b == ' ' || b == '\t') && !lineEnd);
      int width = plain ? 1 : 3;
      if (column + width > LINE - 1) {
        out.write('=');
        out.write('\r');
        out.write('\n');
        column = 0;
      }
      if (plain) {
        out.write(b);
      } else {
        out.write('=');
        out.write("0123456789ABCDEF".charAt(b >> 4));
        out.write("0123456789ABCDEF".charAt(b & 15));
      }
      column += width;
    }
    return out.toByteArray();
  }
}
