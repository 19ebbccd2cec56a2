package org.angarium.mail.authres;

import java.util.List;
import java.util.Optional;

/**
 * The content of one field.
 *
 * @param authservId name of the server that speaks
 * @param results empty where nothing was checked
 */
public record AuthenticationResults(String authservId, List<MethodResult> results) {
  /** The field's name. */
  public static final String FIELD = "Authentication-Results";

  /** Chars of a reason that are written. */
  private static final int MAX_REASON = 300;

  public AuthenticationResults {
    results = List.copyOf(results);
  }

  /** Reads a field's value, in one line or folded; empty if it doesn't follow the grammar. */
  public static Optional<AuthenticationResults> parse(String value, AuthResLimits limits) {
    return new AuthResParser(value, limits).parse();
  }

  /** The value, a result per line, for a field of any name ({@code ARC-} too). */
  public String value() {
    StringBuilder out = new StringBuilder(200);
    appendValue(out, authservId);
    if (results.isEmpty()) {
      return out.append("; none").toString();
    }
    for (MethodResult result : results) {
      out.append(";\r\n\t");
      int lineStart = out.length() - 8;
      out.append(token(result.method())).append('=').append(token(result.result()));
      String reason = result.reason();
      if (reason != null && !reason.isEmpty()) {
        out.append(" reason=");
        appendQuoted(out, shortened(reason));
      }
      for (AuthProperty property : result.properties()) {
        int before = out.length();
        out.append(' ').append(token(property.type())).append('.').append(token(property.name()));
        out.append('=');
        appendValue(out, property.value());
        if (out.length() - lineStart > 77) {
          out.replace(before, before + 1, "\r\n\t");
          lineStart = before - 6;
        }
      }
    }
    return out.toString();
  }

  /** The whole field, folded, with CRLF at its end. */
  public String field() {
    return FIELD + ": " + value() + "\r\n";
  }

  /** Keywords and property names are ours, but a stray character must not break the field. */
  private static String token(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
        throw new IllegalArgumentException("Not a keyword in lower case");
      }
    }
    return text;
  }

  private static void appendValue(StringBuilder out, String value) {
    int at = value.lastIndexOf('@');
    boolean plain =
        at < 0
            ? !value.isEmpty() && isPlain(value, 0, value.length(), "/")
            : at + 1 < value.length()
                && isPlain(value, 0, at, "")
                && isPlain(value, at + 1, value.length(), "/");
    if (plain) {
      out.append(value);
    } else {
      appendQuoted(out, value);
    }
  }

  /** Whether this may stand without quotes: a token (RFC 2045 §5.1), or one side of an address. */
  private static boolean isPlain(String value, int from, int to, String alsoSpecial) {
    for (int i = from; i < to; i++) {
      char c = value.charAt(i);
      if (c <= ' '
          || c == 0x7f
          || "()<>@,;:\\\"[]=?".indexOf(c) >= 0
          || alsoSpecial.indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** A reason may repeat what a stranger wrote; what is cut is for people only. */
  private static String shortened(String reason) {
    if (reason.length() <= MAX_REASON) {
      return reason;
    }
    int end =
        Character.isHighSurrogate(reason.charAt(MAX_REASON - 1)) ? MAX_REASON - 1 : MAX_REASON;
    return reason.substring(0, end) + "...";
  }

  private static void appendQuoted(StringBuilder out, String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c < ' ' || c == 0x7f ? ' ' : c);
    }
    out.append('"');
  }
}
