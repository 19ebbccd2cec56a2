package org.angarium.mail.sieve;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The variables of one run (RFC 5229), and what the last pattern matched. */
final class Variables {
  private final SieveLimits limits;
  private final Map<String, String> values = new HashMap<>();
  private List<String> matched = List.of();

  Variables(SieveLimits limits) {
    this.limits = limits;
  }

  static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** RFC 5229 §3: names don't differ by the case of letters. */
  static String canonical(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The value, empty if none was set. */
  String value(String name) {
    return values.getOrDefault(name, "");
  }

  void set(String name, String value) throws SieveFault {
    if (values.size() >= limits.variables() && !values.containsKey(name)) {
      throw new SieveFault("more than " + limits.variables() + " variables");
    }
    values.put(name, cut(value, limits.valueLength()));
  }

  /** What the wildcard of that number matched, 0 for all of it. */
  String match(int index) {
    return index < matched.size() ? matched.get(index) : "";
  }

  void matched(List<String> found) {
    matched = List.copyOf(found);
  }

  /** At most {@code length} chars of a text, never half a character. */
  static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean split = length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, split ? length - 1 : length);
  }
}
