package org.angarium.mail.spf;

import java.io.Serial;

/** Ends an evaluation with temperror or permerror. */
final class SpfException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final SpfResult result;

  private SpfException(SpfResult result, String problem) {
    super(problem, null, false, false);
    this.result = result;
  }

  static SpfException permanent(String problem) {
    return new SpfException(SpfResult.PERMERROR, problem);
  }

  static SpfException temporary(String problem) {
    return new SpfException(SpfResult.TEMPERROR, problem);
  }

  SpfResult result() {
    return result;
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
