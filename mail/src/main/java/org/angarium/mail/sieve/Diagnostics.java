package org.angarium.mail.sieve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Collects the errors of one script; the first hundred are enough for anybody. */
final class Diagnostics {
  private static final int MAX_ERRORS = 100;

  private final List<SieveError> errors = new ArrayList<>();

  void add(Position at, String message, String remedy) {
    if (errors.size() < MAX_ERRORS) {
      errors.add(new SieveError(at.line(), at.column(), message, remedy));
    }
  }

  int count() {
    return errors.size();
  }

  void throwIfAny() throws SieveSyntaxException {
    if (!errors.isEmpty()) {
      errors.sort(Comparator.comparingInt(SieveError::line).thenComparingInt(SieveError::column));
      throw new SieveSyntaxException(errors);
    }
  }

  /** {@code did you mean "x"?} if a known name is near, otherwise {@code otherwise}. */
  static String didYouMean(String name, Collection<String> known, String otherwise) {
    String lower = name.toLowerCase(Locale.ROOT);
    String best = null;
    int bestDistance = 1 + Math.min(3, (name.length() + 2) / 3);
    if (name.length() <= 64) {
      for (String candidate : known) {
        int distance = distance(lower, candidate);
        if (distance < bestDistance) {
          bestDistance = distance;
          best = candidate;
        }
      }
    }
    return best == null ? otherwise : "did you mean \"" + best + "\"?";
  }

  /** How many letters must be changed, added or taken away (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
