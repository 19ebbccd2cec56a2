package org.angarium.server.admin;

import java.util.Locale;

/** How somebody has shown that they may act. */
public enum Proof {
  /** The token of the data folder. */
  TOKEN,
  /** The password of an account. */
  PASSWORD;

  /** For the record. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
