package org.angarium.mail.sieve.syntax;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.angarium.mail.sieve.syntax.Phrase.Strings;
import org.angarium.mail.sieve.syntax.Phrase.Text;

/**
 * Writes a script in one canonical form: a command a line, blocks indented by two, tests of a list
 * below one another, names in lower case, lines ended by CRLF. Means the same as before; formatting
 * again changes nothing. Knows the grammar only, so scripts with unknown extensions or with errors
 * of meaning can be formatted too.
 *
 * <p>Every comment stays: beside what it stood beside, or on its own line before what it stood
 * before. One that stood in front of a semicolon, a comma or a brace comes behind it. Of the empty
 * lines between commands one is kept.
 */
public final class SieveFormatter {
  private final SieveSyntax syntax;
  private final FormattedText out = new FormattedText();
  private int nextComment;

  /** Whether nothing was written yet in the script or in the block that was opened last. */
  private boolean opened = true;

  private SieveFormatter(SieveSyntax syntax) {
    this.syntax = syntax;
  }

  /**
   * The script in canonical form.
   *
   * @throws SieveSyntaxException if it breaks the grammar or the limits, or its canonical form is
   *     longer than they allow
   */
  public static String format(String script, SieveLimits limits) throws SieveSyntaxException {
    String formatted = format(SieveSyntax.parse(script, limits));
    int length = formatted.getBytes(StandardCharsets.UTF_8).length;
    if (length > limits.scriptBytes()) {
      throw SieveSyntaxException.tooLong(length, limits);
    }
    return formatted;
  }

  /** The script in canonical form, however long that is. */
  public static String format(SieveSyntax syntax) {
    SieveFormatter formatter = new SieveFormatter(syntax);
    formatter.commands(syntax.commands(), syntax.text().length());
    formatter.out.newLine();
    return formatter.out.toString();
  }

  /** Commands and the comments around them, up to the place where their block ends. */
  private void commands(List<Phrase> commands, int end) {
    boolean afterBrace = false;
    for (int i = 0; i < commands.size(); i++) {
      Phrase command = commands.get(i);
      boolean continues = command.name().equals("elsif") || command.name().equals("else");
      if (!continues || !afterBrace || pending(command.at().offset())) {
        ownLines(command.at().offset());
        gap(command.at().offset());
        out.newLine();
      }
      command(command);
      int limit = i + 1 < commands.size() ? commands.get(i + 1).at().offset() : end;
      afterBrace = !trailing(limit) && command.block() != null;
    }
    ownLines(end);
  }

  private void command(Phrase command) {
    opened = false;
    phrase(command);
    List<Phrase> block = command.block();
    if (block == null) {
      out.glued(";");
      return;
    }
    int end = command.end() - 1;
    out.word("{");
    out.indent(1);
    trailing(block.isEmpty() ? end : block.getFirst().at().offset());
    opened = true;
    commands(block, end);
    out.indent(-1);
    out.newLine();
    out.word("}");
    opened = false;
  }

  /** A name with its arguments and tests. */
  private void phrase(Phrase phrase) {
    inline(phrase.at().offset());
    out.word(phrase.name());
    for (Phrase.Argument argument : phrase.arguments()) {
      inline(argument.at().offset());
      switch (argument) {
        case Phrase.Tag tag -> out.word(":" + tag.name());
        case Phrase.Amount amount -> out.word(amount(amount.value()));
        case Strings strings -> strings(strings);
      }
    }
    if (phrase.testList()) {
      testList(phrase);
    } else {
      phrase.tests().forEach(this::phrase);
    }
  }

  private void testList(Phrase phrase) {
    List<Phrase> tests = phrase.tests();
    out.word("(");
    if (tests.size() == 1 && !pending(phrase.headEnd())) {
      out.glueNext();
      phrase(tests.getFirst());
      out.glued(")");
      return;
    }
    out.indent(1);
    trailing(tests.getFirst().at().offset());
    for (int i = 0; i < tests.size(); i++) {
      ownLines(tests.get(i).at().offset());
      out.newLine();
      phrase(tests.get(i));
      boolean last = i + 1 == tests.size();
      if (!last) {
        out.glued(",");
      }
      trailing(last ? phrase.headEnd() : tests.get(i + 1).at().offset());
    }
    ownLines(phrase.headEnd());
    out.indent(-1);
    out.newLine();
    out.word(")");
  }

  private void strings(Strings strings) {
    List<Text> texts = strings.texts();
    if (!strings.bracketed()) {
      out.string(texts.getFirst().value());
      return;
    }
    String onOneLine = list(texts);
    if (!onOneLine.isEmpty() && out.fits(onOneLine) && !pending(strings.end())) {
      out.word(onOneLine);
      return;
    }
    out.word("[");
    out.indent(1);
    trailing(texts.getFirst().at().offset());
    for (int i = 0; i < texts.size(); i++) {
      ownLines(texts.get(i).at().offset());
      out.newLine();
      out.string(texts.get(i).value());
      boolean last = i + 1 == texts.size();
      if (!last) {
        out.glued(",");
      }
      trailing(last ? strings.end() : texts.get(i + 1).at().offset());
    }
    ownLines(strings.end());
    out.indent(-1);
    out.newLine();
    out.word("]");
  }

  /** A list on one line; empty if one of its strings wants several lines. */
  private static String list(List<Text> texts) {
    StringBuilder list = new StringBuilder("[");
    for (Iterator<Text> all = texts.iterator(); all.hasNext(); ) {
      String value = all.next().value();
      if (FormattedText.wantsLines(value)) {
        return "";
      }
      list.append(FormattedText.quoted(value)).append(all.hasNext() ? ", " : "]");
    }
    return list.toString();
  }

  /** A number with the largest quantifier that divides it. */
  private static String amount(long value) {
    int shift = value == 0 ? 0 : Math.min(30, Long.numberOfTrailingZeros(value) / 10 * 10);
    return (value >> shift) + List.of("", "K", "M", "G").get(shift / 10);
  }

  private boolean pending(int limit) {
    return nextComment < syntax.comments().size()
        && syntax.comments().get(nextComment).start() < limit;
  }

  /** Comments that stand behind something on its line; whether there were any. */
  private boolean trailing(int limit) {
    boolean any = false;
    while (pending(limit) && !syntax.comments().get(nextComment).ownLine()) {
      out.comment(syntax.comments().get(nextComment++));
      any = true;
    }
    return any;
  }

  /** Comments before something that begins a line. */
  private void ownLines(int limit) {
    while (pending(limit)) {
      Comment comment = syntax.comments().get(nextComment++);
      if (comment.ownLine()) {
        gap(comment.start());
        out.newLine();
      }
      out.comment(comment);
      opened = false;
    }
  }

  /** Comments between the words of a phrase. */
  private void inline(int limit) {
    while (pending(limit)) {
      Comment comment = syntax.comments().get(nextComment++);
      if (comment.ownLine()) {
        out.newLine();
      }
      out.comment(comment);
    }
  }

  /** An empty line if there was one before {@code offset}, but not where a block begins. */
  private void gap(int offset) {
    int lineFeeds = 0;
    for (int i = offset - 1; i >= 0 && " \t\r\n".indexOf(syntax.text().charAt(i)) >= 0; i--) {
      lineFeeds += syntax.text().charAt(i) == '\n' ? 1 : 0;
    }
    if (lineFeeds > 1 && !opened) {
      out.emptyLine();
    }
  }
}
