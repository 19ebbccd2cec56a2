package org.angarium.mail.sevenbit;

/**
 * Puts a body into a transfer encoding, piece by piece, so that decoding gives exactly its octets.
 * Ends without a line break: the one before the next delimiter is there already. For one thread and
 * one body.
 */
sealed interface BodyEncoder permits QuotedPrintableEncoder, Base64Encoder {
  void update(byte[] bytes, int offset, int length);

  void finish();
}
