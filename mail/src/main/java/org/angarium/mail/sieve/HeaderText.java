package org.angarium.mail.sieve;

/** Text that goes into a header field. */
final class HeaderText {
  private HeaderText() {}

  /** The text on one line: control characters, line breaks among them, become single spaces. */
  static String oneLine(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = (c < ' ' && c != '\t') || c == 0x7f;
      if (!control) {
        out.append(c);
      } else if (!gap) {
        out.append(' ');
      }
      gap = control;
    }
    return out.toString().strip();
  }
}
