package org.angarium.mail.sieve.rules;

/** What a script says can't be said by a rule. */
final class BeyondRules extends Exception {
  private static final long serialVersionUID = 1L;

  BeyondRules(String what) {
    super(what, null, false, false);
  }
}
