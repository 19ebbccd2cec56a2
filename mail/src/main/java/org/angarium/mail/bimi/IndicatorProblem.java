package org.angarium.mail.bimi;

/** Why a logo isn't shown. */
public enum IndicatorProblem {
  TOO_LARGE("too large"),
  CONTAINER("container broken, or too large unpacked"),
  NOT_XML("not well-formed, or with a document type definition"),
  NOT_SVG("not an SVG document"),
  PROFILE("not SVG Tiny PS"),
  NO_TITLE("without a title"),
  POSITION("root with x or y"),
  ELEMENT("element that is not allowed"),
  SCRIPT("script or event"),
  REFERENCE("reference to elsewhere"),
  INSTRUCTION("processing instruction");

  private final String text;

  IndicatorProblem(String text) {
    this.text = text;
  }

  /** In words. */
  @Override
  public String toString() {
    return text;
  }
}
