package org.angarium.mail.spf;

import java.util.Locale;

/** Names as questions to DNS. */
final class DomainNames {
  private static final int LONGEST = 253;

  private DomainNames() {}

  /** Whether every label has 1 to 63 octets and the whole at most 253. */
  static boolean isValid(String name) {
    if (name.isEmpty() || name.length() > LONGEST) {
      return false;
    }
    int start = 0;
    while (start <= name.length()) {
      int dot = name.indexOf('.', start);
      int end = dot < 0 ? name.length() : dot;
      if (end == start || end - start > 63) {
        return false;
      }
      start = end + 1;
      if (dot < 0) {
        break;
      }
    }
    return true;
  }

  /**
   * Without the last dot, and without labels from the left until it is short enough (§7.3). One cut
   * finds the place: a stranger's macros can make a hundred thousand labels.
   */
  static String fitted(String expanded) {
    String name = expanded.endsWith(".") ? expanded.substring(0, expanded.length() - 1) : expanded;
    if (name.length() <= LONGEST) {
      return name;
    }
    int dot = name.indexOf('.', name.length() - LONGEST - 1);
    return dot < 0 ? name : name.substring(dot + 1);
  }

  /** Whether {@code name} is {@code domain} or below it. */
  static boolean isWithin(String name, String domain) {
    String lower = name.toLowerCase(Locale.ROOT);
    String above = domain.toLowerCase(Locale.ROOT);
    return lower.equals(above) || lower.endsWith("." + above);
  }
}
