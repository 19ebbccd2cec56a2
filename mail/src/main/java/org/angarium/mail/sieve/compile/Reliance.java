package org.angarium.mail.sieve.compile;

import java.util.List;
import java.util.Set;
import org.angarium.mail.sieve.syntax.Phrase;
import org.jspecify.annotations.Nullable;

/**
 * What a phrase needs that only an {@code ihave} before it can bring. Whether that test was
 * evaluated, and held, is known only to the run, which fails if it comes here without (RFC 5463
 * §4).
 *
 * <p>All else that is wrong is told when the script is compiled: an extension that no {@code ihave}
 * before the phrase names, or that isn't there, is put off to the run as well, everything else is
 * an error at once. The RFC leaves that choice to implementations that take the tests into account.
 *
 * @param what the phrase, for people
 */
public record Reliance(String what, int line, List<String> extensions) {
  Reliance(Phrase phrase, Set<String> extensions) {
    this(phrase.name(), phrase.at().line(), List.copyOf(extensions));
  }

  /** What to say of an extension that the run doesn't have; null if it has them all. */
  public @Nullable String fault(Set<String> had) {
    for (String extension : extensions) {
      if (!had.contains(extension)) {
        return "line "
            + line
            + ": \""
            + what
            + "\" needs the extension \""
            + extension
            + "\", and no ihave has found it so far";
      }
    }
    return null;
  }
}
