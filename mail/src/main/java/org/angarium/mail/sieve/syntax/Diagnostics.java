package org.angarium.mail.sieve.syntax;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Collects the errors of one script; the first hundred are enough for anybody. */
public final class Diagnostics {
  private static final int MAX_ERRORS = 100;

  /** An error; {@code missing} if only an extension that isn't there makes it one. */
  private record Entry(SieveError error, boolean missing) {}

  private final List<Entry> entries = new ArrayList<>();
  private int count;

  /** Notes an error and how to mend it. */
  public void add(Position at, String message, String remedy) {
    add(new SieveError(at.line(), at.column(), message, remedy), false);
  }

  /** Adds what a site with more extensions, or a script that requires more, would understand. */
  public void addMissing(Position at, String message, String remedy) {
    add(new SieveError(at.line(), at.column(), message, remedy), true);
  }

  private void add(SieveError error, boolean missing) {
    count++;
    if (entries.size() < MAX_ERRORS) {
      entries.add(new Entry(error, missing));
    }
  }

  /** How many there were, those beyond the hundred included. */
  public int count() {
    return count;
  }

  /**
   * Takes back the errors since there were {@code mark} of them if an extension that isn't there is
   * among the causes (RFC 5463 §4).
   *
   * @return that cause; null if there is none and nothing was taken back
   */
  public @Nullable SieveError takeBackMissing(int mark) {
    if (mark >= entries.size()) {
      return null;
    }
    List<Entry> since = entries.subList(mark, entries.size());
    for (Entry entry : since) {
      if (entry.missing) {
        SieveError cause = entry.error;
        since.clear();
        count = mark;
        return cause;
      }
    }
    return null;
  }

  /** Throws all errors noted so far, in the order of the script; does nothing if there are none. */
  public void throwIfAny() throws SieveSyntaxException {
    if (!entries.isEmpty()) {
      List<SieveError> errors = new ArrayList<>(entries.size());
      entries.forEach(entry -> errors.add(entry.error));
      errors.sort(Comparator.comparingInt(SieveError::line).thenComparingInt(SieveError::column));
      throw new SieveSyntaxException(errors);
    }
  }

  /** {@code did you mean "x"?} if a known name is near, otherwise {@code otherwise}. */
  public static String didYouMean(String name, Collection<String> known, String otherwise) {
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
