package org.angarium.mail.sieve.match;

/** Which variables a script may use in its strings, and under which names (RFC 5229 §3). */
public interface VariableNames {
  /** Whether somebody knows the namespace of a name that has one. */
  boolean isVariable(String name);

  /** The name under which a run keeps the value: shared with other scripts, or this script's. */
  String variable(String name);
}
