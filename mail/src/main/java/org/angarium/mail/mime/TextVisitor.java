package org.angarium.mail.mime;

import java.nio.charset.StandardCharsets;

/** Sees the pieces of a message's text one after the other. */
@FunctionalInterface
public interface TextVisitor {
  /** Returns true to end the visit. */
  boolean text(String piece);

  /**
   * A piece that is ASCII throughout and means just that, for those who can do without a string.
   * The array is not to be changed. Returns true to end the visit.
   */
  default boolean ascii(byte[] piece) {
    return text(new String(piece, StandardCharsets.ISO_8859_1));
  }
}
