package org.angarium.mail.sieve;

/** Ends a run: the script asked for what can't be or was beyond a limit. */
final class SieveFault extends Exception {
  private static final long serialVersionUID = 1L;

  SieveFault(String message) {
    super(message, null, false, false);
  }
}
