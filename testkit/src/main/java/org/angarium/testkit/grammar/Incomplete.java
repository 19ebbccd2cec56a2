package org.angarium.testkit.grammar;

import java.io.Serial;

/** All octets so far are allowed, and more must follow. Control flow within the readers. */
public final class Incomplete extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int needed;

  /**
   * @param needed octets that the answer has at least; reading it again before is no use
   */
  Incomplete(int needed) {
    super(null, null, false, false);
    this.needed = needed;
  }

  int needed() {
    return needed;
  }
}
