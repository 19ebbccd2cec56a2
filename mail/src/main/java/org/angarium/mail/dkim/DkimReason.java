package org.angarium.mail.dkim;

/** Why a signature got its status; the text suits a {@code reason=} in Authentication-Results. */
public enum DkimReason {
  GOOD(DkimStatus.PASS, "good signature"),
  BODY_CHANGED(DkimStatus.FAIL, "body hash did not verify"),
  SIGNATURE_WRONG(DkimStatus.FAIL, "signature did not verify"),
  SYNTAX(DkimStatus.NEUTRAL, "signature syntax error"),
  TOO_MANY(DkimStatus.POLICY, "too many signatures"),
  SHA1(DkimStatus.POLICY, "SHA-1 is not accepted"),
  KEY_TOO_SMALL(DkimStatus.POLICY, "key too small"),
  KEY_TOO_LARGE(DkimStatus.POLICY, "key too large"),
  BODY_PARTLY_SIGNED(DkimStatus.POLICY, "body signed only in part"),
  FROM_NOT_SIGNED(DkimStatus.PERMERROR, "From is not signed"),
  FROM_NOT_SINGLE(DkimStatus.PERMERROR, "message has not exactly one From"),
  LENGTH_TOO_LARGE(DkimStatus.PERMERROR, "body shorter than signed"),
  EXPIRED(DkimStatus.PERMERROR, "signature expired"),
  FROM_THE_FUTURE(DkimStatus.PERMERROR, "signature from the future"),
  KEY_UNAVAILABLE(DkimStatus.TEMPERROR, "key unavailable"),
  NO_KEY(DkimStatus.PERMERROR, "no key"),
  KEY_SYNTAX(DkimStatus.PERMERROR, "key record syntax error"),
  KEY_REVOKED(DkimStatus.PERMERROR, "key revoked"),
  KEY_UNSUITABLE(DkimStatus.PERMERROR, "key not for this use");

  private final DkimStatus status;
  private final String text;

  DkimReason(DkimStatus status, String text) {
    this.status = status;
    this.text = text;
  }

  /** What it amounts to. */
  public DkimStatus status() {
    return status;
  }

  /** In words. */
  @Override
  public String toString() {
    return text;
  }
}
