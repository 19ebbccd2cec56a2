package org.angarium.mail.dmarc;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;

/**
 * The rules of a public suffix list, in the format of publicsuffix.org: a rule a line, {@code *}
 * for any label, {@code !} for an exception, {@code //} before a comment. Immutable and
 * thread-safe.
 *
 * <p>The list changes weekly; who uses one keeps it current and reads it again. Rules that aren't
 * domain names are passed over, since a list that is nearly right serves better than none.
 */
public final class PublicSuffixList implements PublicSuffixes {
  /** Characters of a list; today's has 300,000. */
  private static final int MAX_LENGTH = 16 << 20;

  /** Rules of a list; today's has 10,000. */
  private static final int MAX_RULES = 200_000;

  private static final int MAX_RULE = 255;
  private static final String PRIVATE = "===BEGIN PRIVATE DOMAINS===";

  private final Set<String> rules = new HashSet<>();
  private final Set<String> wildcards = new HashSet<>();
  private final Set<String> exceptions = new HashSet<>();

  private PublicSuffixList() {}

  /**
   * Reads a list.
   *
   * @param text the list, which is UTF-8
   * @param privateDomains whether the rules of companies (such as {@code github.io}) count beside
   *     those of registries. With them two customers of a company are two organisations
   * @throws IllegalArgumentException if it is larger than any such list, or has no rules
   */
  public static PublicSuffixList parse(String text, boolean privateDomains) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("longer than any list of public suffixes");
    }
    PublicSuffixList list = new PublicSuffixList();
    int start = 0;
    while (start < text.length()) {
      int feed = text.indexOf('\n', start);
      int end = feed < 0 ? text.length() : feed;
      String line = firstWord(text, start, end);
      if (!privateDomains
          && line.startsWith("//")
          && text.substring(start, end).contains(PRIVATE)) {
        break;
      }
      list.add(line);
      start = end + 1;
    }
    if (list.size() == 0) {
      throw new IllegalArgumentException("no rules in the list of public suffixes");
    }
    return list;
  }

  /** How many rules there are. */
  public int size() {
    return rules.size() + wildcards.size() + exceptions.size();
  }

  @Override
  public String organization(String domain) {
    String below = domain;
    String name = domain;
    while (true) {
      if (exceptions.contains(name)) {
        return name;
      }
      if (isSuffix(name)) {
        return below;
      }
      int dot = name.indexOf('.');
      if (dot < 0) {
        // The rule that prevails where none fits is "*": any last label is a suffix.
        return below;
      }
      below = name;
      name = name.substring(dot + 1);
    }
  }

  private boolean isSuffix(String name) {
    int dot = name.indexOf('.');
    return rules.contains(name) || (dot >= 0 && wildcards.contains(name.substring(dot + 1)));
  }

  private void add(String line) {
    if (line.isEmpty() || line.startsWith("//")) {
      return;
    }
    if (size() >= MAX_RULES) {
      throw new IllegalArgumentException("more rules than any list of public suffixes");
    }
    if (line.startsWith("!")) {
      into(exceptions, line.substring(1));
    } else if (line.startsWith("*.")) {
      into(wildcards, line.substring(2));
    } else if (!line.equals("*")) {
      into(rules, line);
    }
  }

  private static void into(Set<String> set, String rule) {
    String plain = rule.startsWith(".") ? rule.substring(1) : rule;
    try {
      if (!plain.startsWith("[") && plain.length() <= MAX_RULE) {
        set.add(Domains.canonical(plain.toLowerCase(Locale.ROOT)));
      }
    } catch (AddressSyntaxException notADomain) {
      return;
    }
  }

  /** A rule ends at white space. */
  private static String firstWord(String text, int start, int end) {
    int from = start;
    while (from < end && text.charAt(from) <= ' ') {
      from++;
    }
    int to = from;
    while (to < end && text.charAt(to) > ' ') {
      to++;
    }
    return text.substring(from, to);
  }
}
