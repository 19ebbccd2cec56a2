package org.angarium.mail.sasl;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An exchange ended without success. The text never holds a secret, nor what the peer sent. */
public final class SaslException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What kind of end. */
  public enum Reason {
    /** The peer broke the mechanism's grammar or a bound. */
    MALFORMED,
    /** The proof, password or token is wrong; or the peer said that ours is. */
    FAILED,
    /** Channel binding was promised, and missing or different: somebody may sit in the middle. */
    CHANNEL_BINDING,
    /** Whoever knows the credentials could not be asked, or declined to answer: see the cause. */
    UNAVAILABLE
  }

  private final Reason reason;

  public SaslException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public SaslException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  static SaslException malformed(String message) {
    return new SaslException(Reason.MALFORMED, message);
  }

  static SaslException failed(String message) {
    return new SaslException(Reason.FAILED, message);
  }
}
