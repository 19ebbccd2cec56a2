package org.angarium.mail.sieve.match;

/** Ends a run: the script asked for what can't be or was beyond a limit. */
public final class SieveFault extends Exception {
  private static final long serialVersionUID = 1L;

  /** A run fails for this reason, which is told to the owner of the script. */
  public SieveFault(String message) {
    super(message, null, false, false);
  }
}
