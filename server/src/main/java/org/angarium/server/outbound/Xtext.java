package org.angarium.server.outbound;

import java.nio.charset.StandardCharsets;

/** The encoding of parameter values in RFC 3461 §4. */
final class Xtext {
  private Xtext() {}

  static String encode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      int b = octet & 0xFF;
      if (b > 0x20 && b < 0x7F && b != '+' && b != '=') {
        out.append((char) b);
      } else {
        out.append('+')
            .append("0123456789ABCDEF".charAt(b >> 4))
            .append("0123456789ABCDEF".charAt(b & 15));
      }
    }
    return out.toString();
  }
}
