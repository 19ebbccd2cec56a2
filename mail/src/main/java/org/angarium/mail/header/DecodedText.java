package org.angarium.mail.header;

import java.io.ByteArrayOutputStream;
import org.angarium.mail.charset.MailCharset;
import org.jspecify.annotations.Nullable;

/**
 * Text that is put together of octets in some charset and of characters that stand for themselves.
 * Octets side by side are decoded together, since a character may be split between encoded words; a
 * character that was written raw among encoded ones stays what it is, whatever the charset. For one
 * thread.
 */
final class DecodedText {
  private final StringBuilder out;
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  private @Nullable String charset;

  /**
   * An empty text.
   *
   * @param length about how long it will be
   */
  DecodedText(int length) {
    this.out = new StringBuilder(length);
  }

  /** The charset of the octets to come; null or an unknown name to have it guessed. */
  DecodedText in(@Nullable String newCharset) {
    boolean same = charset == null ? newCharset == null : charset.equalsIgnoreCase(newCharset);
    if (!same) {
      flush();
    }
    charset = newCharset;
    return this;
  }

  /** An octet in the charset. */
  void octet(int octet) {
    octets.write(octet);
  }

  /** A character as written: if it is ASCII, an octet like any other. */
  void written(char c) {
    if (c < 0x80) {
      octets.write(c);
    } else {
      flush();
      out.append(c);
    }
  }

  /** Text that is no part of what is encoded. */
  void plain(String text, int from, int to) {
    flush();
    out.append(text, from, to);
  }

  private void flush() {
    if (octets.size() > 0) {
      out.append(MailCharset.decode(octets.toByteArray(), charset));
      octets.reset();
    }
  }

  @Override
  public String toString() {
    flush();
    return out.toString();
  }
}
