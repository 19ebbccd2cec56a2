package org.angarium.mail.sevenbit;

/** One change to a range of a message's bytes. Ranges of a plan ascend and do not overlap. */
sealed interface Edit {
  /** First byte of the range. */
  long start();

  /** The byte after the range, which may be empty. */
  long end();

  /** Other bytes in its place. */
  record Replace(long start, long end, byte[] bytes) implements Edit {}

  /**
   * The body of a leaf in another encoding.
   *
   * @param from the encoding it has
   */
  record Recode(long start, long end, String from, Encoding to) implements Edit {}

  /**
   * Text around the parts of a multipart, which readers pass over (RFC 2046 §5.1.1): octets above
   * 127 are masked, long lines folded.
   */
  record Mask(long start, long end) implements Edit {}

  /** The encodings of RFC 2045 §6 that we make. */
  enum Encoding {
    QUOTED_PRINTABLE("quoted-printable"),
    BASE64("base64");

    private final String token;

    Encoding(String token) {
      this.token = token;
    }

    /** As it stands in the header. */
    String token() {
      return token;
    }
  }
}
