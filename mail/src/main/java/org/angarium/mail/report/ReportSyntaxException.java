package org.angarium.mail.report;

/** A report that lacks a field, has one too often, or has one that can't be read. */
public final class ReportSyntaxException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param problem in words for a log, without any of the reporter's text
   */
  public ReportSyntaxException(String problem) {
    super(problem, null, false, false);
  }

  /** What is wrong. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
