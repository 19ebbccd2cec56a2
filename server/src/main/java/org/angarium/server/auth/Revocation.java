package org.angarium.server.auth;

/** Why somebody who came in, or has the right password, may not be here. */
public enum Revocation {
  SUSPENDED("suspended", "The account was suspended"),
  DELETED("deleted", "The account was deleted"),
  DOMAIN_DISABLED("domain-disabled", "The domain of the account was disabled"),
  PASSWORD_CHANGED("password-changed", "The password was changed"),
  /** The store did not say how the account stands, so nobody may go on in its name. */
  UNCERTAIN("uncertain", "The account cannot be checked at present");

  private final String word;
  private final String sentence;

  Revocation(String word, String sentence) {
    this.word = word;
    this.sentence = sentence;
  }

  /** For log and metrics. */
  public String word() {
    return word;
  }

  /** For the client, which has been let in before and so learns nothing new; no full stop. */
  public String sentence() {
    return sentence;
  }
}
