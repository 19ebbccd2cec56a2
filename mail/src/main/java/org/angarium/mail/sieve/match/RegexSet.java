package org.angarium.mail.sieve.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The characters that one place of a regular expression takes. Those below 128 are looked up in a
 * table made once; others are compared with the ranges.
 */
final class RegexSet {
  /** POSIX classes (XBD §7.3.1); beyond ASCII they go by Unicode. */
  private static final Map<String, IntPredicate> CLASSES =
      Map.ofEntries(
          Map.entry("alpha", Character::isLetter),
          Map.entry("digit", c -> c >= '0' && c <= '9'),
          Map.entry("alnum", c -> Character.isLetter(c) || (c >= '0' && c <= '9')),
          Map.entry("upper", Character::isUpperCase),
          Map.entry("lower", Character::isLowerCase),
          Map.entry("space", c -> Character.isWhitespace(c) || Character.isSpaceChar(c)),
          Map.entry("blank", c -> c == '\t' || Character.getType(c) == Character.SPACE_SEPARATOR),
          Map.entry("punct", RegexSet::isPunctuation),
          Map.entry("print", c -> c == ' ' || isVisible(c)),
          Map.entry("graph", RegexSet::isVisible),
          Map.entry("cntrl", Character::isISOControl),
          Map.entry("xdigit", c -> c < 0x80 && Character.digit(c, 16) >= 0));

  private final List<int[]> ranges = new ArrayList<>(2);
  private final List<IntPredicate> classes = new ArrayList<>(1);
  private final Collation collation;
  private boolean negated;
  private long low;
  private long high;

  RegexSet(Collation collation) {
    this.collation = collation;
  }

  /** All characters. */
  static RegexSet any() {
    RegexSet set = new RegexSet(Collation.OCTET);
    set.add(0, Character.MAX_CODE_POINT);
    return set.done(false);
  }

  static RegexSet of(int character, Collation collation) {
    RegexSet set = new RegexSet(collation);
    set.add(character, character);
    return set.done(false);
  }

  static @Nullable IntPredicate named(String name) {
    return CLASSES.get(name);
  }

  void add(int first, int last) {
    ranges.add(new int[] {first, last});
  }

  void add(IntPredicate named) {
    classes.add(named);
  }

  /** Ends the making; nothing may be added afterwards. */
  RegexSet done(boolean takesOthers) {
    negated = takesOthers;
    for (int c = 0; c < 64; c++) {
      low |= takes(c) ? 1L << c : 0;
      high |= takes(c + 64) ? 1L << c : 0;
    }
    return this;
  }

  boolean contains(int c) {
    if (c < 64) {
      return (low >> c & 1) != 0;
    }
    return c < 128 ? (high >> (c - 64) & 1) != 0 : takes(c);
  }

  private boolean takes(int c) {
    boolean found = lists(c);
    if (!found && ignoresCase(c)) {
      found = lists(Character.toLowerCase(c)) || lists(Character.toUpperCase(c));
    }
    return found != negated;
  }

  private boolean ignoresCase(int c) {
    return switch (collation) {
      case OCTET, ASCII_NUMERIC -> false;
      case ASCII_CASEMAP -> c < 0x80;
      case UNICODE_CASEMAP -> true;
    };
  }

  private boolean lists(int c) {
    for (int[] range : ranges) {
      if (c >= range[0] && c <= range[1]) {
        return true;
      }
    }
    for (IntPredicate named : classes) {
      if (named.test(c)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static boolean isPunctuation(int c) {
    return isVisible(c) && !Character.isLetterOrDigit(c);
  }
}
