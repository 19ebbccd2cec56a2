package org.angarium.store.script;

import java.io.Serial;

/** A change of scripts that is not possible; nothing was changed. Without a stack trace. */
public final class ScriptRefusal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Why; the response codes of RFC 5804 §1.3. */
  public enum Reason {
    /** NONEXISTENT. */
    NONEXISTENT,
    /** ALREADYEXISTS. */
    ALREADY_EXISTS,
    /** ACTIVE: the active script can't be deleted. */
    ACTIVE,
    /** QUOTA/MAXSCRIPTS. */
    TOO_MANY,
    /** QUOTA/MAXSIZE. */
    TOO_LARGE,
    /** No name for a script. */
    BAD_NAME
  }

  private final Reason reason;

  ScriptRefusal(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
