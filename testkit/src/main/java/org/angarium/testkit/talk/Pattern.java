package org.angarium.testkit.talk;

/** Text in which {@code *} stands for any run of characters and {@code \*} for itself. */
final class Pattern {
  private Pattern() {}

  static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && literal(pattern, p) == text.charAt(t)) {
        p += width(pattern, p);
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static char literal(String pattern, int at) {
    return pattern.charAt(at + width(pattern, at) - 1);
  }

  private static int width(String pattern, int at) {
    return pattern.charAt(at) == '\\' && at + 1 < pattern.length() ? 2 : 1;
  }
}
