package org.angarium.server.outbound;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply of the peer (RFC 5321 §4.2).
 *
 * @param code 200 to 599
 * @param lines the text of each line, without the code
 */
record SmtpReply(int code, List<String> lines) {

  SmtpReply {
    lines = List.copyOf(lines);
  }

  boolean positive() {
    return code < 400;
  }

  boolean temporary() {
    return code >= 400 && code < 500;
  }

  boolean permanent() {
    return code >= 500;
  }

  /** All on one line, with the code in front. */
  String text() {
    return code + " " + String.join(" ", lines);
  }

  /**
   * The enhanced code of the reply (RFC 2034) if it has one that fits its class, else {@code
   * fallback} in the class of the reply.
   *
   * @param fallback subject and detail, such as {@code 1.1}
   */
  String status(String fallback) {
    char type = (char) ('0' + code / 100);
    String stated = enhanced(lines.getFirst());
    return stated != null && stated.charAt(0) == type ? stated : type + "." + fallback;
  }

  /** The leading {@code d.ddd.ddd} of a text, or null. */
  private static @Nullable String enhanced(String text) {
    int space = text.indexOf(' ');
    String word = space < 0 ? text : text.substring(0, space);
    if (word.length() < 5 || word.length() > 9 || word.charAt(1) != '.') {
      return null;
    }
    int dots = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '.') {
        dots++;
        if (i + 1 == word.length() || word.charAt(i + 1) == '.') {
          return null;
        }
      } else if (c < '0' || c > '9') {
        return null;
      }
    }
    return dots == 2 ? word : null;
  }
}
