package org.angarium.mail.mime;

import java.io.ByteArrayOutputStream;

/**
 * Undoes a Content-Transfer-Encoding (RFC 2045 §6), piece by piece. Tolerant: what can't be decoded
 * is passed over (base64) or passed on as it is (quoted-printable). Output is never longer than
 * input. For one thread and one body.
 */
public sealed interface TransferDecoder
    permits Base64Decoder, IdentityDecoder, QuotedPrintableDecoder, UuDecoder {
  /** Decodes the next bytes of the body into {@code sink}. */
  void update(byte[] bytes, int offset, int length, ByteSink sink);

  /** Ends the body; gives out what was held back. */
  void finish(ByteSink sink);

  /** A decoder for the named encoding; bytes of an unknown encoding pass unchanged. */
  static TransferDecoder of(String encoding) {
    return switch (encoding) {
      case "base64" -> new Base64Decoder();
      case "quoted-printable" -> new QuotedPrintableDecoder();
      case "x-uuencode", "x-uue", "uuencode" -> new UuDecoder();
      default -> new IdentityDecoder();
    };
  }

  /**
   * Whether {@link #of} knows the encoding; IMAP BINARY answers UNKNOWN-CTE for others (RFC 3516
   * §4.3).
   */
  static boolean isKnown(String encoding) {
    return switch (encoding) {
      case "7bit",
          "8bit",
          "binary",
          "base64",
          "quoted-printable",
          "x-uuencode",
          "x-uue",
          "uuencode" ->
          true;
      default -> false;
    };
  }

  /** Decodes a whole body held in memory. */
  static byte[] decode(byte[] body, String encoding) {
    return decode(body, 0, body.length, encoding);
  }

  /** Decodes a body held in memory. */
  static byte[] decode(byte[] bytes, int offset, int length, String encoding) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(length);
    TransferDecoder decoder = of(encoding);
    decoder.update(bytes, offset, length, out::write);
    decoder.finish(out::write);
    return out.toByteArray();
  }
}
