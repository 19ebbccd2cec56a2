package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The messages of DIGEST-MD5: lists of {@code name=value} and {@code name="value"} (RFC 2831 §7).
 * Texts here hold a character per octet; what charset the octets are in is known only when all have
 * been read. Escapes are undone. Names of directives are lower case.
 */
final class DigestDirectives {
  private static final int MOST = 64;

  private final List<Directive> directives = new ArrayList<>();

  private record Directive(String name, String value) {}

  /**
   * @param most octets that the message may have
   */
  static DigestDirectives parse(byte[] message, int most) throws SaslException {
    if (message.length > most) {
      throw SaslException.malformed("the message is longer than " + most);
    }
    DigestDirectives parsed = new DigestDirectives();
    new Scanner(new String(message, StandardCharsets.ISO_8859_1)).into(parsed.directives);
    return parsed;
  }

  /** All values of a directive that may be repeated. */
  List<String> all(String name) {
    List<String> values = new ArrayList<>(1);
    for (Directive directive : directives) {
      if (directive.name.equals(name)) {
        values.add(directive.value);
      }
    }
    return values;
  }

  /** The value of a directive that may be there once, or null. */
  @Nullable String once(String name) throws SaslException {
    List<String> values = all(name);
    if (values.size() > 1) {
      throw SaslException.malformed("a directive is there twice: " + name);
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  /** The value of a directive that must be there once. */
  String required(String name) throws SaslException {
    String value = once(name);
    if (value == null || value.isEmpty()) {
      throw SaslException.malformed("a directive is missing: " + name);
    }
    return value;
  }

  /** Whether {@code charset=utf-8} is there; no other is allowed. */
  boolean utf8() throws SaslException {
    String charset = once("charset");
    if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
      throw SaslException.malformed("a charset other than utf-8");
    }
    return charset != null;
  }

  /** The text in octets that a directive has. */
  static String decode(String octets, boolean utf8) throws SaslException {
    byte[] bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
    return utf8 ? SaslText.utf8(bytes, 0, bytes.length) : octets;
  }

  /** The octets of a text, a character each, for {@link #quoted}. */
  static String encode(String text, boolean utf8) {
    return utf8
        ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
        : text;
  }

  /** A quoted string. */
  static String quoted(String octets) {
    return '"' + octets.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Walks over a list once. */
  private static final class Scanner {
    private final String text;
    private int at;

    Scanner(String text) {
      this.text = text;
    }

    void into(List<Directive> directives) throws SaslException {
      skip(true);
      while (at < text.length()) {
        if (directives.size() == MOST) {
          throw SaslException.malformed("too many directives");
        }
        directives.add(directive());
        skip(false);
        if (at < text.length() && text.charAt(at) != ',') {
          throw SaslException.malformed("a comma was expected");
        }
        skip(true);
      }
    }

    private Directive directive() throws SaslException {
      String name = token();
      skip(false);
      if (at == text.length() || text.charAt(at) != '=') {
        throw SaslException.malformed("a directive without a value");
      }
      at++;
      skip(false);
      boolean quoted = at < text.length() && text.charAt(at) == '"';
      return new Directive(name.toLowerCase(Locale.ROOT), quoted ? quotedString() : token());
    }

    private String token() throws SaslException {
      int start = at;
      while (at < text.length() && isTokenChar(text.charAt(at))) {
        at++;
      }
      if (at == start) {
        throw SaslException.malformed("a word was expected");
      }
      return text.substring(start, at);
    }

    private String quotedString() throws SaslException {
      StringBuilder value = new StringBuilder();
      at++;
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '"') {
          return value.toString();
        }
        if (c == '\\' && at < text.length()) {
          c = text.charAt(at++);
        }
        if (c < 0x20 || c == 0x7F) {
          throw SaslException.malformed("a control character");
        }
        value.append(c);
      }
      throw SaslException.malformed("a quoted string without an end");
    }

    /** White space, and with it the commas around empty elements. */
    private void skip(boolean commas) {
      while (at < text.length() && (isWhite(text.charAt(at)) || commas && text.charAt(at) == ',')) {
        at++;
      }
    }

    private static boolean isWhite(char c) {
      return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isTokenChar(char c) {
      return c > 0x20 && c < 0x7F && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0;
    }
  }
}
