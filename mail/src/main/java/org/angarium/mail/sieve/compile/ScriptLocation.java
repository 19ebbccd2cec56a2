package org.angarium.mail.sieve.compile;

import java.util.Locale;

/** Where an included script is kept (RFC 6609 §3.2). */
public enum ScriptLocation {
  /** With the scripts of the user. */
  PERSONAL,
  /** With the scripts of the site, which every user can include. */
  GLOBAL;

  /** The word for people. */
  public String shown() {
    return name().toLowerCase(Locale.ROOT);
  }
}
