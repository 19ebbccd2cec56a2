package org.angarium.mail.sieve;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command or a test as written (RFC 5228 §8.2), before its meaning is known.
 *
 * @param name in lower case
 * @param testList whether the tests stood in parentheses
 * @param block the commands in braces, or null if there were no braces
 */
record Phrase(
    String name,
    Position at,
    List<Argument> arguments,
    List<Phrase> tests,
    boolean testList,
    @Nullable List<Phrase> block) {

  /** An argument as written. */
  sealed interface Argument {
    Position at();
  }

  /** {@code :name}. */
  record Tag(String name, Position at) implements Argument {}

  /** {@code 100K}. */
  record Amount(long value, Position at) implements Argument {}

  /** One string, or several in brackets. */
  record Strings(List<Text> texts, boolean bracketed, Position at) implements Argument {}

  /** One string and where it stands. */
  record Text(String value, Position at) {}
}
