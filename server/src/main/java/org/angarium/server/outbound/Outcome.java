package org.angarium.server.outbound;

/** What became of one recipient in one try. */
sealed interface Outcome {
  Cause cause();

  /** RFC 3463. */
  String status();

  /**
   * The host took the message: it answered 2yz to the end of the contents. Nothing else is success.
   *
   * @param passesOn whether the host reports on by itself what NOTIFY asks for
   */
  record Delivered(Cause.Said cause, String status, boolean passesOn) implements Outcome {}

  /**
   * To be tried again.
   *
   * @param elsewhere whether another host of the destination may be tried at once
   */
  record Deferred(Cause cause, String status, boolean elsewhere) implements Outcome {
    /** What this system found without speaking to a host. */
    static Deferred unreached(String text, String status) {
      return new Deferred(new Cause.Found(text, null), status, true);
    }
  }

  /**
   * Will not get better by trying again.
   *
   * @param elsewhere whether it is a matter of the host alone, so that another host of the
   *     destination may do better
   */
  record Failed(Cause cause, String status, boolean elsewhere) implements Outcome {
    /** What this system found without speaking to a host. */
    static Failed unreached(String text, String status) {
      return new Failed(new Cause.Found(text, null), status, /* elsewhere= */ false);
    }

    /** The same for now: not every host that might do better could be asked. */
    Deferred forNow() {
      return new Deferred(cause, "4" + status.substring(1), /* elsewhere= */ true);
    }
  }
}
