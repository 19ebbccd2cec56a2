package org.angarium.mail.dkim;

/** A signature field or a key record that does not follow the grammar. */
public final class DkimSyntaxException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param problem in words for a report, without any of the peer's text
   */
  public DkimSyntaxException(String problem) {
    super(problem, null, false, false);
  }

  /** What is wrong. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
