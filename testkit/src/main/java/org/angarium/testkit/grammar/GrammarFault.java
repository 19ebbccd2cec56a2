package org.angarium.testkit.grammar;

import java.io.Serial;

/** A server answered what its grammar, or the state of the conversation, does not allow. */
public final class GrammarFault extends AssertionError {
  @Serial private static final long serialVersionUID = 1L;

  private final String rule;
  private final int position;

  /**
   * @param rule the rule that was broken, with its source
   * @param position of the first octet in the answer that is not allowed
   * @param shown the answer around that place
   */
  GrammarFault(String rule, int position, String shown) {
    super("octet " + position + " of an answer breaks the rule " + rule + ": " + shown);
    this.rule = rule;
    this.position = position;
  }

  /** The rule that was broken. */
  public String rule() {
    return rule;
  }

  /** Where in the answer, from 0. */
  public int position() {
    return position;
  }
}
