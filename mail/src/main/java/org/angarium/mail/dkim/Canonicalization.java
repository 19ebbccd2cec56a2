package org.angarium.mail.dkim;

import java.util.Locale;

/** How a message is brought into the form that is hashed (RFC 6376 §3.4). */
public enum Canonicalization {
  /** As it is; only empty lines at the end of the body don't count. */
  SIMPLE,
  /** Case of field names, folding, and amount of white space don't count either. */
  RELAXED;

  /** As in the tag {@code c=}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Canonicalization of(String word) throws DkimSyntaxException {
    if (word.equalsIgnoreCase("simple")) {
      return SIMPLE;
    }
    if (word.equalsIgnoreCase("relaxed")) {
      return RELAXED;
    }
    throw new DkimSyntaxException("unknown canonicalization");
  }
}
