package org.angarium.mail.sieve.match;

import java.util.Arrays;

/**
 * A regular expression as instructions for {@link Regex}: a place takes a character of a set, and
 * between the places the way forks, jumps, notes where it is, or asks for the beginning or the end.
 */
final class RegexProgram {
  static final int TAKE = 0;
  static final int FORK = 1;
  static final int JUMP = 2;
  static final int NOTE = 3;
  static final int BEGIN = 4;
  static final int END = 5;
  static final int MATCH = 6;

  private final int maxSize;
  private int size;
  private int[] operations = new int[16];

  /** Where to go on; for a fork the way that is better. */
  private int[] first = new int[16];

  /** The other way of a fork; which note is taken. */
  private int[] second = new int[16];

  private RegexSet[] sets = new RegexSet[16];

  private RegexProgram(int maxSize) {
    this.maxSize = maxSize;
  }

  /**
   * Writes the instructions.
   *
   * @throws RegexSyntaxException if there are more than {@code maxSize}
   */
  static RegexProgram of(RegexNode node, int maxSize) throws RegexSyntaxException {
    RegexProgram program = new RegexProgram(maxSize);
    program.note(0);
    program.emit(node);
    program.note(1);
    program.add(MATCH, 0, 0);
    return program;
  }

  private void emit(RegexNode node) throws RegexSyntaxException {
    switch (node) {
      case RegexNode.OneOf one -> {
        int at = add(TAKE, size + 1, 0);
        sets[at] = one.set();
      }
      case RegexNode.Begin begin -> add(BEGIN, size + 1, 0);
      case RegexNode.End end -> add(END, size + 1, 0);
      case RegexNode.Sequence sequence -> {
        for (RegexNode part : sequence.parts()) {
          emit(part);
        }
      }
      case RegexNode.Choice choice -> choice(choice);
      case RegexNode.Repeat repeat -> repeat(repeat);
      case RegexNode.Group group -> {
        note(group.number() * 2);
        emit(group.part());
        note(group.number() * 2 + 1);
      }
    }
  }

  private void choice(RegexNode.Choice choice) throws RegexSyntaxException {
    int last = choice.branches().size() - 1;
    int[] jumps = new int[last];
    for (int i = 0; i < last; i++) {
      int fork = add(FORK, size + 1, 0);
      emit(choice.branches().get(i));
      jumps[i] = add(JUMP, 0, 0);
      second[fork] = size;
    }
    emit(choice.branches().get(last));
    for (int jump : jumps) {
      first[jump] = size;
    }
  }

  private void repeat(RegexNode.Repeat repeat) throws RegexSyntaxException {
    for (int i = 0; i < repeat.min(); i++) {
      emit(repeat.part());
    }
    if (repeat.max() < 0) {
      int fork = add(FORK, size + 1, 0);
      emit(repeat.part());
      add(JUMP, fork, 0);
      second[fork] = size;
      return;
    }
    int[] forks = new int[repeat.max() - repeat.min()];
    for (int i = 0; i < forks.length; i++) {
      forks[i] = add(FORK, size + 1, 0);
      emit(repeat.part());
    }
    for (int fork : forks) {
      second[fork] = size;
    }
  }

  private void note(int slot) throws RegexSyntaxException {
    add(NOTE, size + 1, slot);
  }

  private int add(int operation, int next, int argument) throws RegexSyntaxException {
    if (size >= maxSize) {
      throw new RegexSyntaxException("more than " + maxSize + " places, repetitions written out");
    }
    if (size == operations.length) {
      operations = Arrays.copyOf(operations, size * 2);
      first = Arrays.copyOf(first, size * 2);
      second = Arrays.copyOf(second, size * 2);
      sets = Arrays.copyOf(sets, size * 2);
    }
    operations[size] = operation;
    first[size] = next;
    second[size] = argument;
    return size++;
  }

  int size() {
    return size;
  }

  int operation(int at) {
    return operations[at];
  }

  int first(int at) {
    return first[at];
  }

  int second(int at) {
    return second[at];
  }

  boolean takes(int at, int character) {
    return sets[at].contains(character);
  }
}
