package org.angarium.mail.sieve.compile;

import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.match.Variables;

/** What {@code :specialuse} asks for (RFC 8579 §4): a mailbox by its use rather than its name. */
public final class SpecialUse {
  private SpecialUse() {}

  /** Complains of a use that is known now and can't be one, or stands beside an id. */
  static void check(Bound bound, Scope scope) {
    Bound.Given given = bound.given("specialuse");
    Template use = bound.template("specialuse");
    String constant = use == null ? null : use.constantOrNull();
    if (given != null && constant != null && !isAttribute(constant)) {
      scope
          .diagnostics()
          .add(
              given.at(),
              "\"" + Variables.cut(constant, 100) + "\" is no special use",
              "write one such as \"\\\\Junk\"");
    }
    if (given != null && bound.has("mailboxid")) {
      // RFC 9042 §4.2, §5.
      scope
          .diagnostics()
          .add(given.at(), "both \":specialuse\" and \":mailboxid\"", "keep one of them");
    }
  }

  /** Whether a text can name a use (RFC 6154 §6): a backslash and an atom. */
  public static boolean isAttribute(String text) {
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || "(){%*\"\\]".indexOf(c) >= 0) {
        return false;
      }
    }
    return text.length() > 1 && text.charAt(0) == '\\';
  }
}
