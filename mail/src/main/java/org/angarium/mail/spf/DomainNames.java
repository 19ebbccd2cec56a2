package org.angarium.mail.spf;

import java.util.Locale;

/** Names as questions to DNS. */
final class DomainNames {
  private static final int LONGEST = 253;

  private DomainNames() {}

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
