package org.angarium.mail.sieve.syntax;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A script taken apart as the grammar of RFC 5228 §8 says, whatever its commands mean: for programs
 * that show or change scripts rather than run them.
 *
 * @param text the script
 * @param commands its commands in order
 * @param comments its comments in order
 */
public record SieveSyntax(String text, List<Phrase> commands, List<Comment> comments) {
  /** Copies the lists. */
  public SieveSyntax {
    commands = List.copyOf(commands);
    comments = List.copyOf(comments);
  }

  /**
   * Takes a script apart. Unknown commands, tests and extensions are no errors here.
   *
   * @throws SieveSyntaxException if it breaks the grammar or the limits, with all places
   */
  public static SieveSyntax parse(String script, SieveLimits limits) throws SieveSyntaxException {
    int length = script.getBytes(StandardCharsets.UTF_8).length;
    if (length > limits.scriptBytes()) {
      throw SieveSyntaxException.tooLong(length, limits);
    }
    Diagnostics diagnostics = new Diagnostics();
    Parser parser = new Parser(script, limits, diagnostics);
    List<Phrase> commands = parser.script();
    diagnostics.throwIfAny();
    return new SieveSyntax(script, commands, parser.comments());
  }
}
