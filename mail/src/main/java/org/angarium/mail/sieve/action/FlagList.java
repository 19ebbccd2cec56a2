package org.angarium.mail.sieve.action;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.sieve.match.Template;

/** Lists of flags as strings with blanks between (RFC 5232 §2); flags don't differ by case. */
public final class FlagList {
  private static final int MAX_FLAGS = 256;

  private FlagList() {}

  /** The flags in some texts, each once, in order. */
  public static List<String> of(List<String> texts) {
    List<String> flags = new ArrayList<>(4);
    for (String text : texts) {
      for (String flag : words(text)) {
        if (isFlag(flag) && flags.size() < MAX_FLAGS && !contains(flags, flag)) {
          flags.add(flag);
        }
      }
    }
    return flags;
  }

  /**
   * Flags that a test looks for, those in one string apart (RFC 5232 §2). What has variables in it
   * stays as it is: what is in them is known only in a run.
   */
  public static List<Template> split(List<Template> texts) {
    List<Template> words = new ArrayList<>(texts.size());
    for (Template text : texts) {
      String constant = text.constantOrNull();
      if (constant == null) {
        words.add(text);
      } else {
        words(constant).forEach(word -> words.add(Template.constant(word)));
      }
    }
    return List.copyOf(words);
  }

  /** What stands between blanks in a text. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>(1);
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf(' ', start);
      end = end < 0 ? text.length() : end;
      if (end > start) {
        words.add(text.substring(start, end));
      }
      start = end + 1;
    }
    return words;
  }

  /** The flags and more, each once. */
  public static List<String> with(List<String> flags, List<String> more) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(more);
    return of(all);
  }

  /** The flags but for some. */
  public static List<String> without(List<String> flags, List<String> less) {
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
