package org.angarium.mail.header;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.angarium.mail.charset.PercentEscapes;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of Content-Type and Content-Disposition (RFC 2045 §5.1), with the continuations
 * and charsets of RFC 2231.
 *
 * <p>The pieces of a continued parameter are joined here, as RFC 2231 §6 demands of IMAP servers.
 * Encoded words in values, which the standards forbid and many programs write, are decoded by
 * {@link #value}.
 *
 * @param parameters in order of first appearance, one per name
 */
public record ParameterList(List<Parameter> parameters) {
  /** No parameters. */
  public static final ParameterList EMPTY = new ParameterList(List.of());

  /**
   * One parameter, joined.
   *
   * @param name lower-case, without the RFC 2231 asterisks
   * @param raw the value without quotes; if {@code extended}, still {@code
   *     charset'language'percent-encoded}
   */
  public record Parameter(String name, String raw, boolean extended) {
    /** The value as text for people. */
    public String value() {
      return extended ? decodeExtended(raw) : EncodedWords.decode(raw);
    }

    /** The name under which {@link #raw} may be sent: with an asterisk if the value is extended. */
    public String wireName() {
      return extended ? name + "*" : name;
    }
  }

  /** The decoded value of a parameter, or null. */
  public @Nullable String value(String name) {
    for (Parameter parameter : parameters) {
      if (parameter.name.equalsIgnoreCase(name)) {
        return parameter.value();
      }
    }
    return null;
  }

  /**
   * The value of a parameter as it came, joined and unquoted but not decoded (a boundary, say), or
   * null.
   */
  public @Nullable String raw(String name) {
    for (Parameter parameter : parameters) {
      if (parameter.name.equalsIgnoreCase(name)) {
        return parameter.extended ? parameter.value() : parameter.raw;
      }
    }
    return null;
  }

  /** The parameters in the value of any field, behind its first semicolon. */
  public static ParameterList of(String value, HeaderLimits limits) {
    return parse(value, 0, limits);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return parameters.isEmpty();
  }

  /** Reads {@code ; name=value; name="value"...} from a position on. */
  static ParameterList parse(String text, int from, HeaderLimits limits) {
    Pieces pieces = new Pieces(limits);
    StructuredText in = new StructuredText(text, from);
    for (int n = 0; n < limits.maxParameters() && in.skipTo(';'); n++) {
      String name = in.token();
      if (!name.isEmpty() && in.accept('=')) {
        pieces.add(name.toLowerCase(Locale.ROOT), in.value());
      }
    }
    return pieces.join();
  }

  private static String decodeExtended(String raw) {
    int first = raw.indexOf('\'');
    int second = first < 0 ? -1 : raw.indexOf('\'', first + 1);
    return second < 0
        ? percentDecoded(raw, 0, null)
        : percentDecoded(raw, second + 1, raw.substring(0, first));
  }

  private static String percentDecoded(String text, int from, @Nullable String charset) {
    DecodedText out = new DecodedText(text.length() - from).in(charset);
    for (int i = from; i < text.length(); i++) {
      int octet = PercentEscapes.octetAt(text, i);
      if (octet >= 0) {
        out.octet(octet);
        i += 2;
      } else {
        out.written(text.charAt(i));
      }
    }
    return out.toString();
  }

  /** Collects the pieces of parameters and joins them in the order of their numbers. */
  private static final class Pieces {
    private final HeaderLimits limits;
    private final Map<String, List<Piece>> byName = new LinkedHashMap<>();

    Pieces(HeaderLimits limits) {
      this.limits = limits;
    }

    private record Piece(int index, boolean extended, String text) {}

    void add(String name, String value) {
      int star = name.indexOf('*');
      String base = star < 0 ? name : name.substring(0, star);
      boolean extended = star >= 0 && name.endsWith("*");
      int index = -1;
      if (star >= 0) {
        int end = extended ? name.length() - 1 : name.length();
        index = star + 1 < end ? number(name, star + 1, end) : 0;
        if (index < 0) {
          return;
        }
      }
      byName.computeIfAbsent(base, _ -> new ArrayList<>(1)).add(new Piece(index, extended, value));
    }

    ParameterList join() {
      if (byName.isEmpty()) {
        return EMPTY;
      }
      List<Parameter> joined = new ArrayList<>(byName.size());
      byName.forEach((name, pieces) -> joined.add(join(name, pieces)));
      return new ParameterList(List.copyOf(joined));
    }

    private Parameter join(String name, List<Piece> pieces) {
      Piece first = pieces.getFirst();
      if (pieces.size() == 1 && !(first.index == 0 && first.extended)) {
        return new Parameter(name, first.text, first.extended && first.index == 0);
      }
      // A plain value beside an RFC 2231 one is for old readers: the extended one wins (RFC 6266
      // §4.3, by analogy).
      List<Piece> numbered = new ArrayList<>(pieces.size());
      for (Piece piece : pieces) {
        if (piece.index >= 0) {
          numbered.add(piece);
        }
      }
      if (numbered.isEmpty()) {
        return new Parameter(name, first.text, false);
      }
      numbered.sort((a, b) -> Integer.compare(a.index, b.index));
      boolean extended = false;
      for (Piece piece : numbered) {
        extended |= piece.extended;
      }
      StringBuilder text = new StringBuilder();
      if (extended && !numbered.getFirst().extended) {
        text.append("''");
      }
      int expected = numbered.getFirst().index;
      for (Piece piece : numbered) {
        if (text.length() + piece.text.length() > limits.maxParameterLength()) {
          break;
        }
        if (piece.index == expected) {
          expected++;
          if (extended && !piece.extended) {
            text.append(piece.text.replace("%", "%25"));
          } else {
            text.append(piece.text);
          }
        }
      }
      return new Parameter(name, text.toString(), extended);
    }

    private static int number(String text, int from, int to) {
      if (to - from > 6) {
        return -1;
      }
      int value = 0;
      for (int i = from; i < to; i++) {
        char c = text.charAt(i);
        if (c < '0' || c > '9') {
          return -1;
        }
        value = value * 10 + c - '0';
      }
      return value;
    }
  }
}
