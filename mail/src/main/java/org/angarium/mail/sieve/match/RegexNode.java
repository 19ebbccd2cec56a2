package org.angarium.mail.sieve.match;

import java.util.List;

/** A piece of a regular expression as it is read. */
sealed interface RegexNode {
  /** One character of a set. */
  record OneOf(RegexSet set) implements RegexNode {}

  /** {@code ^}: the beginning of the text. */
  record Begin() implements RegexNode {}

  /** {@code $}: the end of the text. */
  record End() implements RegexNode {}

  record Sequence(List<RegexNode> parts) implements RegexNode {}

  record Choice(List<RegexNode> branches) implements RegexNode {}

  /** At least {@code min} times, at most {@code max}; -1 for as often as can be. */
  record Repeat(RegexNode part, int min, int max) implements RegexNode {}

  /** Parentheses; counted from 1 by the opening ones. */
  record Group(int number, RegexNode part) implements RegexNode {}
}
