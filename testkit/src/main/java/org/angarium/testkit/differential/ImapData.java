package org.angarium.testkit.differential;

import java.util.ArrayList;
import java.util.List;

/**
 * Values in an IMAP response that is known to be well-formed: atoms and NIL as they are, quoted
 * strings and literals as {@link Text}, lists as lists. An atom takes its brackets with it, as in
 * {@code BODY[HEADER.FIELDS (TO)]<0>}.
 */
public final class ImapData {
  private final String response;
  private int at;

  /** A quoted string or a literal. */
  public record Text(String value) {}

  private ImapData(String response, int at) {
    this.response = response;
    this.at = at;
  }

  /** All values from {@code from} to the end; one character is one octet. */
  public static List<Object> read(String response, int from) {
    ImapData data = new ImapData(response, from);
    return data.values();
  }

  private List<Object> values() {
    List<Object> values = new ArrayList<>();
    while (at < response.length() && response.charAt(at) != ')') {
      if (response.charAt(at) == ' ') {
        at++;
      } else {
        values.add(value());
      }
    }
    at++;
    return values;
  }

  private Object value() {
    char c = response.charAt(at);
    if (c == '(') {
      at++;
      return values();
    }
    if (c == '"') {
      return new Text(quoted());
    }
    if (c == '{' || response.startsWith("~{", at)) {
      return new Text(literal());
    }
    int start = at;
    int depth = 0;
    while (at < response.length()) {
      char next = response.charAt(at);
      depth += next == '[' ? 1 : next == ']' ? -1 : 0;
      if (depth == 0 && (next == ' ' || next == ')' || next == '(')) {
        break;
      }
      at++;
    }
    return response.substring(start, at);
  }

  private String quoted() {
    StringBuilder text = new StringBuilder();
    at++;
    while (response.charAt(at) != '"') {
      at += response.charAt(at) == '\\' ? 1 : 0;
      text.append(response.charAt(at++));
    }
    at++;
    return text.toString();
  }

  private String literal() {
    int open = response.indexOf('{', at);
    int close = response.indexOf('}', at);
    int size = Integer.parseInt(response, open + 1, close, 10);
    int start = close + 3;
    at = start + size;
    return response.substring(start, at);
  }

  /** A value as text that two servers can be compared by. */
  public static String shown(Object value) {
    return switch (value) {
      case Text(String text) -> '"' + text.replace("\r", "\\r").replace("\n", "\\n") + '"';
      case List<?> list -> {
        StringBuilder all = new StringBuilder("(");
        for (Object each : list) {
          all.append(all.length() > 1 ? " " : "").append(shown(each));
        }
        yield all.append(')').toString();
      }
      default -> value.toString();
    };
  }
}
