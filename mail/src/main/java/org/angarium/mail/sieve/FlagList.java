package org.angarium.mail.sieve;

import java.util.ArrayList;
import java.util.List;

/** Lists of flags as strings with blanks between (RFC 5232 §2); flags don't differ by case. */
final class FlagList {
  private static final int MAX_FLAGS = 256;

  private FlagList() {}

  /** The flags in some texts, each once, in order. */
  static List<String> of(List<String> texts) {
    List<String> flags = new ArrayList<>(4);
    for (String text : texts) {
      int start = 0;
      while (start < text.length()) {
        int end = text.indexOf(' ', start);
        end = end < 0 ? text.length() : end;
        String flag = text.substring(start, end);
        if (isFlag(flag) && flags.size() < MAX_FLAGS && !contains(flags, flag)) {
          flags.add(flag);
        }
        start = end + 1;
      }
    }
    return flags;
  }

  static List<String> with(List<String> flags, List<String> more) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(more);
    return of(all);
  }

  static List<String> without(List<String> flags, List<String> less) {
    List<String> rest = new ArrayList<>(flags);
    rest.removeIf(flag -> contains(less, flag));
    return rest;
  }

  private static boolean contains(List<String> flags, String flag) {
    for (String other : flags) {
      if (other.equalsIgnoreCase(flag)) {
        return true;
      }
    }
    return false;
  }

  /**
   * RFC 9051 §9: an atom, or a backslash and one of the system flags that a client may set; others
   * are left out, as RFC 5232 §2 wants.
   */
  private static boolean isFlag(String flag) {
    if (flag.startsWith("\\")) {
      return contains(List.of("\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft"), flag);
    }
    for (int i = 0; i < flag.length(); i++) {
      char c = flag.charAt(i);
      if (c <= ' ' || c > '~' || "(){%*\"\\]".indexOf(c) >= 0) {
        return false;
      }
    }
    return !flag.isEmpty() && flag.length() <= 255;
  }
}
