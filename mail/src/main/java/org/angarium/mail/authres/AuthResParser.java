package org.angarium.mail.authres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The grammar of RFC 8601 §2.2, by recursive descent. For one value. */
final class AuthResParser {
  private final String text;
  private final AuthResLimits limits;
  private int position;
  private boolean broken;

  AuthResParser(String text, AuthResLimits limits) {
    this.text = text;
    this.limits = limits;
  }

  Optional<AuthenticationResults> parse() {
    if (text.length() > limits.octets()) {
      return Optional.empty();
    }
    String id = authservId();
    if (id == null) {
      return Optional.empty();
    }
    List<MethodResult> results = new ArrayList<>();
    boolean none = false;
    while (!broken && skip(';')) {
      space();
      if (atEnd()) {
        break;
      }
      none |= result(results);
      if (results.size() > limits.results()) {
        return Optional.empty();
      }
    }
    space();
    if (broken || !atEnd() || (none && !results.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(new AuthenticationResults(id, results));
  }

  /** The name at the start, past a version if there is one; null if there is no name. */
  @Nullable String authservId() {
    space();
    String id = value("");
    space();
    String version = digits();
    if (!version.isEmpty() && !version.equals("1")) {
      return null;
    }
    space();
    return broken || id.isEmpty() ? null : id;
  }

  /** The number {@code i=} and its semicolon, as ARC puts it in front; -1 if it isn't there. */
  int instance() {
    space();
    boolean there = skip('i');
    space();
    there &= skip('=');
    space();
    int start = position;
    int number = 0;
    while (!atEnd() && isDigit(text.charAt(position)) && position - start < 3) {
      number = number * 10 + (text.charAt(position) - '0');
      position++;
    }
    there &= position > start;
    space();
    return there && skip(';') && !broken ? number : -1;
  }

  /**
   * Reads a result, and adds it unless it is of a version of the method that isn't known here
   * (§2.6).
   *
   * @return whether it is {@code none} in place of a result
   */
  private boolean result(List<MethodResult> results) {
    String method = keyword();
    space();
    if (method.equals("none") && (atEnd() || text.charAt(position) == ';')) {
      return true;
    }
    boolean known = true;
    if (skip('/')) {
      space();
      String version = digits();
      broken |= version.isEmpty();
      known = version.equals("1");
      space();
    }
    if (method.isEmpty() || !skip('=')) {
      broken = true;
      return false;
    }
    space();
    String outcome = keyword();
    broken |= outcome.isEmpty();
    String reason = null;
    List<AuthProperty> properties = new ArrayList<>();
    space();
    while (!broken && !atEnd() && text.charAt(position) != ';') {
      String type = keyword();
      space();
      if (type.equals("reason") && reason == null && properties.isEmpty() && skip('=')) {
        space();
        reason = value("");
      } else if (!type.isEmpty() && skip('.')) {
        space();
        String name = keyword();
        space();
        broken |= name.isEmpty() || !skip('=') || properties.size() >= limits.properties();
        space();
        properties.add(new AuthProperty(type, name, value("=:/@?,[]<>")));
      } else {
        broken = true;
      }
      space();
    }
    if (!broken && known) {
      results.add(new MethodResult(method, outcome, reason, properties));
    }
    return false;
  }

  private String digits() {
    int start = position;
    while (!atEnd() && isDigit(text.charAt(position))) {
      position++;
    }
    return text.substring(start, position);
  }

  private String keyword() {
    int start = position;
    while (!atEnd()) {
      char c = text.charAt(position);
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '-' || c == '_') {
        position++;
      } else {
        break;
      }
    }
    return text.substring(start, position).toLowerCase(Locale.ROOT);
  }

  /** A token or quoted string, or both on end as in {@code "a b"@example.org}. */
  private String value(String alsoAllowed) {
    StringBuilder value = new StringBuilder();
    boolean any = false;
    while (!atEnd() && !broken) {
      char c = text.charAt(position);
      if (c == '"') {
        quoted(value);
        any = true;
      } else if (c > ' '
          && c != 0x7f
          && ("()<>,;:\\\"/[]?=@".indexOf(c) < 0 || alsoAllowed.indexOf(c) >= 0)) {
        value.append(c);
        any = true;
        position++;
      } else {
        break;
      }
    }
    broken |= !any;
    return value.toString();
  }

  private void quoted(StringBuilder value) {
    position++;
    while (!atEnd()) {
      char c = text.charAt(position++);
      if (c == '"') {
        return;
      }
      if (c == '\\' && !atEnd()) {
        c = text.charAt(position++);
      }
      if (c != '\r' && c != '\n') {
        value.append(c);
      }
    }
    broken = true;
  }

  /** White space and comments. */
  private void space() {
    int depth = 0;
    while (!atEnd()) {
      char c = text.charAt(position);
      if (c == '(') {
        depth++;
        broken |= depth > limits.commentDepth();
      } else if (c == ')' && depth > 0) {
        depth--;
      } else if (c == '\\' && depth > 0) {
        position++;
      } else if (depth == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n') {
        return;
      }
      position = Math.min(position + 1, text.length());
    }
    broken |= depth > 0;
  }

  private boolean skip(char c) {
    if (!atEnd() && text.charAt(position) == c) {
      position++;
      return true;
    }
    return false;
  }

  private boolean atEnd() {
    return position >= text.length();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
