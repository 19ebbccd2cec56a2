package org.angarium.mail.sieve.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command or a test as written (RFC 5228 §8.2), before its meaning is known.
 *
 * @param name in lower case
 * @param testList whether the tests stood in parentheses
 * @param block the commands in braces, or null if there were no braces
 * @param headEnd the offset behind its name, arguments and tests
 * @param end the offset behind all of it, a command's semicolon or block included
 */
public record Phrase(
    String name,
    Position at,
    List<Argument> arguments,
    List<Phrase> tests,
    boolean testList,
    @Nullable List<Phrase> block,
    int headEnd,
    int end) {

  /** An argument as written. */
  public sealed interface Argument {
    /** Where it begins. */
    Position at();
  }

  /**
   * {@code :name}.
   *
   * @param name in lower case, without the colon
   */
  public record Tag(String name, Position at) implements Argument {}

  /** {@code 100K}, multiplied out. */
  public record Amount(long value, Position at) implements Argument {}

  /**
   * One string, or several in brackets.
   *
   * @param texts at least one
   * @param end the offset behind it
   */
  public record Strings(List<Text> texts, boolean bracketed, Position at, int end)
      implements Argument {}

  /**
   * One string and where it stands.
   *
   * @param value what is between the quotes, backslashes or doubled dots undone
   */
  public record Text(String value, Position at) {}
}
