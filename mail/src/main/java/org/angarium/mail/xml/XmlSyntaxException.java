package org.angarium.mail.xml;

/** A document that isn't well-formed, has a document type definition, or exceeds a limit. */
public final class XmlSyntaxException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param problem in words for a report, without any of the document's text
   */
  public XmlSyntaxException(String problem) {
    super(problem, null, false, false);
  }

  /** What is wrong. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
