package org.angarium.mail.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Bounded and strict reading of what a peer sent. */
final class SaslText {
  private SaslText() {}

  /** The message, if it is there and within bounds. */
  static byte[] message(byte @Nullable [] message, SaslLimits limits) throws SaslException {
    if (message == null) {
      throw SaslException.malformed("a response was expected");
    }
    if (message.length > limits.messageOctets()) {
      throw SaslException.malformed("the message is longer than " + limits.messageOctets());
    }
    return message;
  }

  /** A name: bounded, UTF-8, without NUL. */
  static String name(byte[] bytes, int from, int to, SaslLimits limits) throws SaslException {
    if (to - from > limits.nameOctets()) {
      throw SaslException.malformed("a name is longer than " + limits.nameOctets() + " octets");
    }
    return utf8(bytes, from, to);
  }

  /** Well-formed UTF-8 without NUL. */
  static String utf8(byte[] bytes, int from, int to) throws SaslException {
    for (int i = from; i < to; i++) {
      if (bytes[i] == 0) {
        throw SaslException.malformed("NUL in text");
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException notText) {
      throw new SaslException(SaslException.Reason.MALFORMED, "text is not UTF-8", notText);
    }
  }

  static int indexOf(byte[] bytes, int wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
