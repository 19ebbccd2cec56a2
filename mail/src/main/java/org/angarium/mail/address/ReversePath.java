package org.angarium.mail.address;

import org.jspecify.annotations.Nullable;

/**
 * Who gets the bounce: an address, or nobody (RFC 5321 §4.5.5).
 *
 * @param address null for the null reverse path {@code <>}
 */
public record ReversePath(@Nullable EmailAddress address) {
  /** The path of messages that must never be answered by a bounce. */
  public static final ReversePath NULL = new ReversePath(null);

  /** The path of {@code address}. */
  public static ReversePath of(EmailAddress address) {
    return new ReversePath(address);
  }

  /**
   * Reads {@code <>}, {@code <a@b>} or {@code a@b}.
   *
   * @throws AddressSyntaxException when it is none of them
   */
  public static ReversePath parse(String text) {
    if (text.equals("<>")) {
      return NULL;
    }
    if (!text.startsWith("<")) {
      return new ReversePath(EmailAddress.parse(text));
    }
    SmtpPath path = SmtpPath.parse(text, 0);
    if (path.end() != text.length()) {
      throw new AddressSyntaxException(path.end(), "unexpected character after the path");
    }
    return path.toReversePath();
  }

  /** Whether this is {@code <>}. */
  public boolean isNull() {
    return address == null;
  }

  /** The form in SMTP and in Return-Path: {@code <>} or {@code <a@b>}. */
  @Override
  public String toString() {
    return address == null ? "<>" : "<" + address + ">";
  }
}
