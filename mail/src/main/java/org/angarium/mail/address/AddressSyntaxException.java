package org.angarium.mail.address;

/** What was given is not a mail address. The reason is fit to be shown to the peer who sent it. */
public final class AddressSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int position;
  private final String reason;

  /** An error found at {@code position} (in chars or bytes of what was parsed, from 0). */
  public AddressSyntaxException(int position, String reason) {
    super(reason + " at position " + position, null, false, false);
    this.position = position;
    this.reason = reason;
  }

  /** Where in the input, from 0. */
  public int position() {
    return position;
  }

  /** What is wrong, without the input itself. */
  public String reason() {
    return reason;
  }
}
