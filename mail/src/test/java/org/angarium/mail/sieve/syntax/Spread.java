package org.angarium.mail.sieve.syntax;

import java.util.Random;

/** Writes scripts in other ways that mean the same. */
public final class Spread {
  private Spread() {}

  /** The same words with other white space and comments between them. */
  public static String spread(Random random, String script) {
    Lexer lexer = new Lexer(script, SieveLimits.DEFAULT, new Diagnostics());
    StringBuilder out = new StringBuilder(between(random));
    for (Token token = lexer.next(); token.kind() != Token.Kind.END; token = lexer.next()) {
      String word = script.substring(token.at().offset(), token.end());
      out.append(word).append(word.startsWith("text:") ? "\n" : "").append(between(random));
    }
    return out.toString();
  }

  private static String between(Random random) {
    return switch (random.nextInt(14)) {
      case 0 -> " # note \r\n";
      case 1 -> "\n#note}\n";
      case 2 -> " /* a */ ";
      case 3 -> "/* a\r\n  b */\n";
      case 4 -> "\n\n\n";
      case 5 -> "\n/**/ ";
      case 6 -> "\t \r\n";
      default -> " ";
    };
  }
}
