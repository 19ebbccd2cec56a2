package org.angarium.server.admin;

import java.io.Serial;

/** The administration declines a request; nothing was changed. */
public final class AdministrationRefusal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What kind of fault; faces map it to their codes. */
  public enum Kind {
    /** The actor has no right to it. */
    FORBIDDEN,
    /** What was named is not there, or not to be seen by the actor. */
    NOT_FOUND,
    /** It is there already, or in the way of something else. */
    CONFLICT,
    /** The request itself is at fault. */
    INVALID
  }

  private final Kind kind;
  private final String remedy;

  /**
   * @param problem what is wrong, as a sentence
   * @param remedy what to do about it, as a sentence
   */
  public AdministrationRefusal(Kind kind, String problem, String remedy) {
    super(problem);
    this.kind = kind;
    this.remedy = remedy;
  }

  public Kind kind() {
    return kind;
  }

  public String problem() {
    return String.valueOf(getMessage());
  }

  public String remedy() {
    return remedy;
  }
}
