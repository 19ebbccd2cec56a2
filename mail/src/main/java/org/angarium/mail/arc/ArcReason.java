package org.angarium.mail.arc;

/** Why a chain is what it is; the text suits a {@code reason=} in Authentication-Results. */
public enum ArcReason {
  NO_CHAIN("no chain"),
  GOOD("good chain"),
  SYNTAX("field syntax error"),
  TOO_MANY("too many sets"),
  INCOMPLETE("set without one of its fields"),
  DUPLICATE("field occurs twice in a set"),
  GAP("numbers with a gap"),
  VALIDATION_VALUE("cv does not fit the place"),
  FAILED_BEFORE("chain had failed before"),
  SIGNS_SEAL("message signature signs a seal"),
  MESSAGE_SIGNATURE("message signature did not verify"),
  SEAL("seal did not verify"),
  KEY("no suitable key"),
  KEY_UNAVAILABLE("key unavailable");

  private final String text;

  ArcReason(String text) {
    this.text = text;
  }

  /**
   * Whether the chain might be right if it were asked again later. For the chain it counts as a
   * failure like any other (RFC 8617 §5.2.1).
   */
  public boolean isTemporary() {
    return this == KEY_UNAVAILABLE;
  }

  /** In words. */
  @Override
  public String toString() {
    return text;
  }
}
