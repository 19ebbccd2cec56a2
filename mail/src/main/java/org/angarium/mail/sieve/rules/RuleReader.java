package org.angarium.mail.sieve.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.sieve.syntax.Comment;
import org.angarium.mail.sieve.syntax.Phrase;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.angarium.mail.sieve.syntax.SieveSyntax;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.jspecify.annotations.Nullable;

/** Cuts a script into pieces; together they are the script again. */
final class RuleReader {
  private static final Set<String> ACTIONS =
      Set.of(
          "keep",
          "discard",
          "fileinto",
          "redirect",
          "reject",
          "ereject",
          "setflag",
          "addflag",
          "removeflag",
          "vacation",
          "stop");

  private final SieveSyntax syntax;
  private final SieveLimits limits;
  private final List<Piece> pieces = new ArrayList<>();

  /** The end of the pieces so far. */
  private int cut;

  private int nextComment;

  private RuleReader(SieveSyntax syntax, SieveLimits limits) {
    this.syntax = syntax;
    this.limits = limits;
  }

  static List<Piece> read(String script, SieveLimits limits) {
    try {
      RuleReader reader = new RuleReader(SieveSyntax.parse(script, limits), limits);
      reader.read();
      return reader.pieces;
    } catch (SieveSyntaxException notSieve) {
      return script.isEmpty() ? List.of() : List.of(new Piece.Opaque(script));
    }
  }

  private void read() {
    List<Phrase> commands = syntax.commands();
    int i = 0;
    while (i < commands.size()) {
      Phrase first = commands.get(i);
      Comment nameComment = before(first);
      int length = unit(commands, i);
      List<Phrase> unit = commands.subList(i, i + length);
      int end = unit.getLast().end();
      List<Comment> inside = inside(end);
      int next =
          i + length < commands.size()
              ? commands.get(i + length).at().offset()
              : syntax.text().length();
      while (commentBefore(next) && !syntax.comments().get(nextComment).ownLine()) {
        inside.add(syntax.comments().get(nextComment));
        end = syntax.comments().get(nextComment++).end();
      }
      int lineEnd = lineEnd(end);
      String name = nameComment == null ? null : RuleNames.in(nameComment);
      if (first.name().equals("require")) {
        requires(first, nameComment, lineEnd);
      } else {
        try {
          Rule rule = rule(name == null ? "" : name, unit, inside);
          pieces.add(new Piece.Written(take(lineEnd), rule));
        } catch (BeyondRules beyond) {
          opaque(lineEnd);
        }
      }
      i += length;
    }
    end();
  }

  /** What comes after all commands; white space goes with the last of them. */
  private void end() {
    int end = syntax.text().length();
    boolean blank = syntax.text().substring(cut).isBlank();
    Piece last = pieces.isEmpty() ? null : pieces.getLast();
    if (blank && last instanceof Piece.Written written) {
      pieces.set(pieces.size() - 1, new Piece.Written(written.text() + take(end), written.rule()));
    } else if (blank && last instanceof Piece.Requires requires) {
      pieces.set(
          pieces.size() - 1,
          new Piece.Requires(requires.text() + take(end), requires.extensions()));
    } else {
      opaque(end);
    }
  }

  /**
   * Passes the comments before a command, cutting off all but the one that names it, which is
   * returned.
   */
  private @Nullable Comment before(Phrase command) {
    Comment last = null;
    int start = command.at().offset();
    while (nextComment < syntax.comments().size()
        && syntax.comments().get(nextComment).start() < start) {
      if (last != null) {
        opaque(lineStart(syntax.comments().get(nextComment).start()));
      }
      last = syntax.comments().get(nextComment++);
    }
    boolean names =
        last != null
            && RuleNames.in(last) != null
            && lineFeeds(last.end(), command.at().offset()) == 1;
    if (last != null && !names) {
      opaque(last.endsLine() ? lineEnd(last.end()) : last.end());
    }
    return names ? last : null;
  }

  private int lineFeeds(int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += syntax.text().charAt(i) == '\n' ? 1 : 0;
    }
    return count;
  }

  /** Where white space before a place on its line begins. */
  private int lineStart(int offset) {
    int start = offset;
    while (start > cut && " \t".indexOf(syntax.text().charAt(start - 1)) >= 0) {
      start--;
    }
    return start;
  }

  /** Behind the line break that follows a place, if nothing but white space is between. */
  private int lineEnd(int offset) {
    int end = offset;
    while (end < syntax.text().length() && " \t\r".indexOf(syntax.text().charAt(end)) >= 0) {
      end++;
    }
    return end < syntax.text().length() && syntax.text().charAt(end) == '\n' ? end + 1 : offset;
  }

  /** How many commands belong together: a chain of branches, or actions in a row. */
  private int unit(List<Phrase> commands, int first) {
    int end = first + 1;
    String name = commands.get(first).name();
    if (name.equals("if")) {
      while (end < commands.size() && Set.of("elsif", "else").contains(commands.get(end).name())) {
        end++;
      }
      return end - first;
    }
    while (end < commands.size()
        && ACTIONS.contains(name)
        && !name.equals("stop")
        && ACTIONS.contains(commands.get(end).name())
        && !commentBefore(commands.get(end).at().offset())) {
      name = commands.get(end).name();
      end++;
    }
    return end - first;
  }

  private boolean commentBefore(int offset) {
    return nextComment < syntax.comments().size()
        && syntax.comments().get(nextComment).start() < offset;
  }

  /** The comments up to the end of a unit. */
  private List<Comment> inside(int end) {
    List<Comment> inside = new ArrayList<>(0);
    while (commentBefore(end)) {
      inside.add(syntax.comments().get(nextComment++));
    }
    return inside;
  }

  private String take(int end) {
    String text = syntax.text().substring(cut, end);
    cut = end;
    return text;
  }

  /** Takes all up to a place as text, together with such text right before it. */
  private void opaque(int end) {
    String text = end > cut ? take(end) : "";
    if (text.isEmpty()) {
      return;
    }
    if (!pieces.isEmpty() && pieces.getLast() instanceof Piece.Opaque before) {
      pieces.set(pieces.size() - 1, new Piece.Opaque(before.text() + text));
    } else {
      pieces.add(new Piece.Opaque(text));
    }
  }

  private void requires(Phrase require, @Nullable Comment comment, int end) {
    Set<String> extensions = new HashSet<>();
    for (Phrase.Argument argument : require.arguments()) {
      if (argument instanceof Phrase.Strings strings) {
        strings.texts().forEach(text -> extensions.add(text.value()));
      }
    }
    if (comment != null) {
      opaque(lineEnd(comment.end()));
    }
    pieces.add(new Piece.Requires(take(end), extensions));
  }

  private Rule rule(String name, List<Phrase> unit, List<Comment> inside) throws BeyondRules {
    Phrase first = unit.getFirst();
    if (!first.name().equals("if")) {
      if (!inside.isEmpty()) {
        throw new BeyondRules("comments within");
      }
      return withActions(name, true, Conditions.NONE, unit);
    }
    List<Phrase> block = first.block();
    if (unit.size() > 1
        || block == null
        || first.tests().size() != 1
        || first.testList()
        || !first.arguments().isEmpty()) {
      throw new BeyondRules("branches");
    }
    Phrase test = first.tests().getFirst();
    if (is(test, "false")) {
      return withActions(name, false, switchedOff(inside, first), block);
    }
    if (!inside.isEmpty()) {
      throw new BeyondRules("comments within");
    }
    boolean off =
        test.name().equals("allof")
            && test.tests().size() == 2
            && is(test.tests().getFirst(), "false");
    return withActions(name, !off, Conditions.of(off ? test.tests().getLast() : test), block);
  }

  private static boolean is(Phrase test, String name) {
    return test.name().equals(name) && test.arguments().isEmpty() && test.tests().isEmpty();
  }

  /** The condition in the comment behind {@code if false}. */
  private Conditions switchedOff(List<Comment> inside, Phrase command) throws BeyondRules {
    if (inside.size() != 1
        || inside.getFirst().ownLine()
        || !inside.getFirst().endsLine()
        || inside.getFirst().start() < command.headEnd()
        || beginsBefore(command.block(), inside.getFirst().start())) {
      throw new BeyondRules("no condition beside false");
    }
    try {
      SieveSyntax condition =
          SieveSyntax.parse("if " + inside.getFirst().text().substring(1) + " {}", limits);
      if (condition.commands().size() != 1
          || !condition.comments().isEmpty()
          || condition.commands().getFirst().tests().size() != 1
          || condition.commands().getFirst().testList()) {
        throw new BeyondRules("no condition beside false");
      }
      return Conditions.of(condition.commands().getFirst().tests().getFirst());
    } catch (SieveSyntaxException words) {
      throw new BeyondRules("words beside false");
    }
  }

  private static boolean beginsBefore(@Nullable List<Phrase> block, int offset) {
    return block != null && !block.isEmpty() && block.getFirst().at().offset() < offset;
  }

  private static Rule withActions(
      String name, boolean enabled, Conditions conditions, List<Phrase> commands)
      throws BeyondRules {
    List<RuleAction> actions = new ArrayList<>(commands.size());
    boolean stop = false;
    for (Phrase command : commands) {
      if (stop) {
        throw new BeyondRules("actions behind stop");
      }
      stop = command.name().equals("stop") && command.block() == null;
      if (!stop) {
        actions.add(RuleActionReader.action(command));
      } else if (!command.arguments().isEmpty() || !command.tests().isEmpty()) {
        throw new BeyondRules("stop with arguments");
      }
    }
    return new Rule(name, enabled, conditions.matching, conditions.tests, actions, stop);
  }

  /** The tests of a rule and how many of them must hold. */
  private record Conditions(Rule.Matching matching, List<RuleTest> tests) {
    static final Conditions NONE = new Conditions(Rule.Matching.ALL, List.of());

    static Conditions of(Phrase test) throws BeyondRules {
      if (is(test, "true")) {
        return NONE;
      }
      boolean any = test.name().equals("anyof");
      if (!any && !test.name().equals("allof")) {
        return new Conditions(Rule.Matching.ALL, List.of(RuleTestReader.test(test)));
      }
      if (!test.testList() || !test.arguments().isEmpty()) {
        throw new BeyondRules("no list of tests");
      }
      List<RuleTest> tests = new ArrayList<>(test.tests().size());
      for (Phrase one : test.tests()) {
        tests.add(RuleTestReader.test(one));
      }
      return new Conditions(any ? Rule.Matching.ANY : Rule.Matching.ALL, tests);
    }
  }
}
