package org.angarium.mail.sieve.syntax;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.sieve.syntax.Phrase.Argument;
import org.angarium.mail.sieve.syntax.Phrase.Text;
import org.angarium.mail.sieve.syntax.Token.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads the grammar of RFC 5228 §8.2, which knows commands, tests and arguments but not what any of
 * them means. After an error it goes on behind the next semicolon or block, so that one slip
 * doesn't hide the others.
 */
public final class Parser {
  /** Ends the command that is being read; reported already. */
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken() {
      super("reported", null, false, false);
    }
  }

  private final Lexer lexer;
  private final SieveLimits limits;
  private final Diagnostics diagnostics;
  private Token token;

  /** The offset behind the word passed last. */
  private int passed;

  private int phrases;
  private boolean exhausted;

  /** Reads a script within limits; what is wrong goes to the diagnostics. */
  public Parser(String script, SieveLimits limits, Diagnostics diagnostics) {
    this.lexer = new Lexer(script, limits, diagnostics);
    this.limits = limits;
    this.diagnostics = diagnostics;
    this.token = lexer.next();
  }

  /** The comments; complete once {@link #script()} returned. */
  List<Comment> comments() {
    return lexer.comments();
  }

  /** The commands of the script. */
  public List<Phrase> script() {
    List<Phrase> commands = new ArrayList<>();
    while (token.kind() != Kind.END && !exhausted) {
      commands.addAll(commands(1));
      if (token.is('}')) {
        error("a closing brace without an opening one", "take it away");
        advance();
      }
    }
    return commands;
  }

  /** Commands up to a closing brace or the end. */
  private List<Phrase> commands(int depth) {
    List<Phrase> commands = new ArrayList<>();
    while (token.kind() != Kind.END && !token.is('}') && !exhausted) {
      try {
        commands.add(command(depth));
      } catch (Broken reported) {
        recover(depth);
      }
    }
    return commands;
  }

  private Phrase command(int depth) throws Broken {
    if (token.kind() != Kind.IDENTIFIER) {
      throw broken("a command can't begin with " + token.shown(), "begin it with its name");
    }
    Phrase head = phrase(depth);
    if (token.is(';')) {
      advance();
      return whole(head, null);
    }
    if (!token.is('{')) {
      throw broken(
          token.shown() + " where the command \"" + head.name() + "\" should end",
          head.name().equals("if") || head.name().equals("elsif") || head.name().equals("else")
              ? "write the commands to run in braces"
              : "write a semicolon after it");
    }
    List<Phrase> block = block(depth);
    return whole(head, block);
  }

  /** A command of which all was read. */
  private Phrase whole(Phrase head, @Nullable List<Phrase> block) {
    return new Phrase(
        head.name(),
        head.at(),
        head.arguments(),
        head.tests(),
        head.testList(),
        block,
        head.headEnd(),
        passed);
  }

  private List<Phrase> block(int depth) throws Broken {
    Position open = token.at();
    deeper(depth);
    advance();
    List<Phrase> block = commands(depth + 1);
    if (token.is('}')) {
      advance();
    } else if (!exhausted) {
      diagnostics.add(open, "a block that doesn't end", "write a closing brace where it ends");
    }
    return block;
  }

  /** A name with its arguments and tests: all of a test, a command without its end. */
  private Phrase phrase(int depth) throws Broken {
    if (++phrases > limits.commands()) {
      exhausted = true;
      throw broken(
          "too many commands", "a script may have " + limits.commands() + ", tests included");
    }
    String name = token.text();
    Position at = token.at();
    advance();
    List<Argument> arguments = new ArrayList<>(4);
    Argument argument = argument();
    while (argument != null) {
      arguments.add(argument);
      argument = argument();
    }
    List<Phrase> tests = List.of();
    boolean testList = token.is('(');
    if (testList) {
      tests = testList(depth);
    } else if (token.kind() == Kind.IDENTIFIER) {
      deeper(depth);
      tests = List.of(phrase(depth + 1));
    }
    return new Phrase(name, at, arguments, tests, testList, null, passed, passed);
  }

  private List<Phrase> testList(int depth) throws Broken {
    deeper(depth);
    List<Phrase> tests = new ArrayList<>();
    do {
      advance();
      if (token.kind() != Kind.IDENTIFIER) {
        throw broken(token.shown() + " where a test should be", "write the name of a test");
      }
      tests.add(phrase(depth + 1));
    } while (token.is(','));
    if (!token.is(')')) {
      throw broken(
          token.shown() + " within a list of tests", "write a comma or a closing parenthesis");
    }
    advance();
    return tests;
  }

  private @Nullable Argument argument() throws Broken {
    Token found = token;
    return switch (found.kind()) {
      case TAG -> {
        advance();
        yield new Phrase.Tag(found.text(), found.at());
      }
      case NUMBER -> {
        advance();
        yield new Phrase.Amount(found.number(), found.at());
      }
      case STRING -> {
        advance();
        yield new Phrase.Strings(
            List.of(new Text(found.text(), found.at())), false, found.at(), found.end());
      }
      case SIGN -> found.is('[') ? stringList() : null;
      case IDENTIFIER, END -> null;
    };
  }

  private Argument stringList() throws Broken {
    Position at = token.at();
    List<Text> texts = new ArrayList<>();
    do {
      advance();
      if (token.kind() != Kind.STRING) {
        throw broken(token.shown() + " in a list of strings", "write only strings in brackets");
      }
      if (texts.size() >= limits.listItems()) {
        throw broken("too long a list", "at most " + limits.listItems() + " strings are allowed");
      }
      texts.add(new Text(token.text(), token.at()));
      advance();
    } while (token.is(','));
    if (!token.is(']')) {
      throw broken(token.shown() + " in a list of strings", "write a comma or a closing bracket");
    }
    advance();
    return new Phrase.Strings(List.copyOf(texts), true, at, passed);
  }

  private void deeper(int depth) throws Broken {
    if (depth >= limits.nesting()) {
      exhausted = true;
      throw broken("nested too deeply", "at most " + limits.nesting() + " levels are allowed");
    }
  }

  /** Goes on behind the semicolon or block that ends the broken command. */
  private void recover(int depth) {
    while (token.kind() != Kind.END && !token.is('}') && !exhausted) {
      if (token.is(';')) {
        advance();
        return;
      }
      if (token.is('{')) {
        try {
          block(depth);
        } catch (Broken reported) {
          continue;
        }
        return;
      }
      advance();
    }
  }

  private void advance() {
    passed = token.end();
    token = lexer.next();
  }

  private void error(String message, String remedy) {
    diagnostics.add(token.at(), message, remedy);
  }

  private Broken broken(String message, String remedy) {
    error(message, remedy);
    return new Broken();
  }
}
