package org.angarium.mail.sieve.rules;

import java.util.Set;

/** A stretch of a script. */
public sealed interface Piece {
  /** A rule as it stands in the script. */
  record Written(String text, Rule rule) implements Piece {}

  /** A rule that is new or was changed; its text is made when the script is written. */
  record Added(Rule rule) implements Piece {}

  /** The extensions that the script requires. */
  record Requires(String text, Set<String> extensions) implements Piece {
    /** Copies the set. */
    public Requires {
      extensions = Set.copyOf(extensions);
    }
  }

  /** What can't be shown as a rule. */
  record Opaque(String text) implements Piece {}
}
