package org.angarium.mail.sieve.rules;

import java.util.List;

/**
 * One rule.
 *
 * @param name for people; empty for none; without control characters
 * @param enabled whether it is in force
 * @param matching how many of the tests must hold
 * @param tests empty for a rule that always applies
 * @param actions in order
 * @param stop whether no later rule is looked at when this one applied
 */
public record Rule(
    String name,
    boolean enabled,
    Matching matching,
    List<RuleTest> tests,
    List<RuleAction> actions,
    boolean stop) {
  /** How many of the tests must hold. */
  public enum Matching {
    ALL,
    ANY
  }

  /** Copies the lists. */
  public Rule {
    tests = List.copyOf(tests);
    actions = List.copyOf(actions);
    if (!name.equals(name.strip()) || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a name with control characters or spaces around it");
    }
    if (tests.isEmpty() && matching == Matching.ANY) {
      throw new IllegalArgumentException("any of no tests");
    }
  }
}
