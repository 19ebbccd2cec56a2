package org.angarium.mail.sieve.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of {@code :regex} (draft-ietf-sieve-regex): POSIX extended, found anywhere
 * in a text.
 *
 * <p>All ways through the expression are followed at once, character by character (Thompson; Pike
 * for the groups). No more ways are alive than there are instructions, since two that come to the
 * same instruction at the same character have the same future and the worse one ends. So the work
 * is at most the product of the lengths; an engine that tries one way after the other, as that of
 * {@code java.util.regex}, can take time exponential in them.
 *
 * <p>As POSIX wants, the match is the leftmost, and of those the longest. Which groups take what
 * within it is decided by the order of the alternatives and the greed of the repetitions from left
 * to right, where POSIX asks for the longest again; that differs for expressions such as {@code
 * (a|ab)(c|bcd)}.
 */
public final class Regex {
  private final RegexProgram program;
  private final int slots;

  private Regex(RegexProgram program, int groups) {
    this.program = program;
    this.slots = 2 * (groups + 1);
  }

  /**
   * Compiles an expression.
   *
   * @param collation which letters are the same
   * @param maxSize instructions
   * @throws RegexSyntaxException if the text is no expression or too large a one
   */
  public static Regex compile(String pattern, Collation collation, int maxSize)
      throws RegexSyntaxException {
    RegexParser parser = new RegexParser(pattern, collation);
    RegexNode node = parser.parse();
    return new Regex(RegexProgram.of(node, maxSize), parser.groups());
  }

  /** What work costs. */
  public interface Effort {
    /** Counts moves of one way by one instruction. */
    void spend(int moves) throws SieveFault;
  }

  /** Whether the text has a match, within the effort allowed. */
  public boolean matches(String text, Effort effort) throws SieveFault {
    return new Search(text, 2, true, effort).run() != null;
  }

  /**
   * What matched, the whole first and then each group, empty if it has no part; null if nothing.
   */
  public @Nullable List<String> capture(String text, Effort effort) throws SieveFault {
    int[] notes = new Search(text, slots, false, effort).run();
    if (notes == null) {
      return null;
    }
    List<String> found = new ArrayList<>(slots / 2);
    for (int i = 0; i < slots; i += 2) {
      found.add(notes[i] < 0 || notes[i + 1] < 0 ? "" : text.substring(notes[i], notes[i + 1]));
    }
    return found;
  }

  /** The ways that are alive at one character, the best first. */
  private static final class Ways {
    private final int[] instructions;
    private final int[][] notes;

    /** For each instruction the place behind the character at which a way last came to it. */
    private final int[] seen;

    private int count;

    Ways(int size) {
      instructions = new int[size];
      notes = new int[size][];
      seen = new int[size];
    }
  }

  /** One search in one text. */
  private final class Search {
    private final String text;
    private final int noted;
    private final boolean anyWillDo;
    private final Effort effort;
    private final int[] stack;
    private final int[][] stackNotes;
    private int moves;
    private int @Nullable [] best;

    Search(String text, int noted, boolean anyWillDo, Effort effort) {
      this.text = text;
      this.noted = noted;
      this.anyWillDo = anyWillDo;
      this.effort = effort;
      this.stack = new int[program.size() * 2 + 2];
      this.stackNotes = new int[program.size() * 2 + 2][];
    }

    /** The notes of the match; null if there is none. */
    int @Nullable [] run() throws SieveFault {
      effort.spend(program.size());
      Ways now = new Ways(program.size());
      Ways next = new Ways(program.size());
      int position = 0;
      while (true) {
        next.count = 0;
        int c = position < text.length() ? text.codePointAt(position) : -1;
        int after = position + (c < 0 ? 0 : Character.charCount(c));
        if (best == null) {
          follow(now, 0, position, blank());
        }
        advance(now, next, c, after);
        effort.spend(moves + 1);
        moves = 0;
        if (c < 0 || (best != null && (anyWillDo || next.count == 0))) {
          return best;
        }
        Ways swap = now;
        now = next;
        next = swap;
        position = after;
      }
    }

    private int[] blank() {
      int[] notes = new int[noted];
      Arrays.fill(notes, -1);
      return notes;
    }

    /** Moves all ways over one character; ends those that began behind the match so far. */
    private void advance(Ways now, Ways next, int c, int after) {
      for (int i = 0; i < now.count; i++) {
        int at = now.instructions[i];
        int[] notes = now.notes[i];
        moves++;
        if (best != null && notes[0] > best[0]) {
          return;
        }
        if (program.operation(at) == RegexProgram.MATCH) {
          if (best == null || notes[1] > best[1]) {
            best = notes;
          }
        } else if (c >= 0 && program.takes(at, c)) {
          follow(next, program.first(at), after, notes);
        }
      }
    }

    /** Brings a way to the characters it can take next and to the match. */
    private void follow(Ways ways, int start, int position, int[] from) {
      int mark = position + 1;
      int top = 0;
      stack[top] = start;
      stackNotes[top++] = from;
      while (top > 0) {
        int at = stack[--top];
        int[] notes = stackNotes[top];
        if (ways.seen[at] == mark) {
          continue;
        }
        ways.seen[at] = mark;
        moves++;
        switch (program.operation(at)) {
          case RegexProgram.FORK -> {
            stack[top] = program.second(at);
            stackNotes[top++] = notes;
            stack[top] = program.first(at);
            stackNotes[top++] = notes;
          }
          case RegexProgram.NOTE -> {
            stack[top] = program.first(at);
            stackNotes[top++] = noted(notes, program.second(at), position);
          }
          case RegexProgram.JUMP -> {
            stack[top] = program.first(at);
            stackNotes[top++] = notes;
          }
          case RegexProgram.BEGIN -> {
            if (position == 0) {
              stack[top] = program.first(at);
              stackNotes[top++] = notes;
            }
          }
          case RegexProgram.END -> {
            if (position == text.length()) {
              stack[top] = program.first(at);
              stackNotes[top++] = notes;
            }
          }
          default -> {
            ways.instructions[ways.count] = at;
            ways.notes[ways.count++] = notes;
          }
        }
      }
    }

    private int[] noted(int[] notes, int slot, int position) {
      if (slot >= noted) {
        return notes;
      }
      moves += noted >> 3;
      int[] copy = notes.clone();
      copy[slot] = position;
      return copy;
    }
  }
}
