package org.angarium.mail.report;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.angarium.mail.header.EncodedWords;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.message.BodyPart;
import org.angarium.mail.mime.TransferEncoder;
import org.jspecify.annotations.Nullable;

/** The message reported on, as it goes back with the report. */
public final class ReturnedMessage {
  /** Bytes of the header that go back; more than that is no use to anybody. */
  private static final int MAX_HEADER = 64 * 1024;

  private ReturnedMessage() {}

  /**
   * The third part of a report. A header in UTF-8 goes back as what it is (RFC 6533 §4.4), whatever
   * the report says of addresses; another that isn't ASCII is broken, and a header alone is encoded
   * then (RFC 6522 §4).
   *
   * @param original the message, or at least its header
   * @param full whether all of it goes back or its header only
   * @param knowsGlobal whether reports of this kind may have {@code message/global} in them
   */
  public static BodyPart part(byte[] original, boolean full, boolean knowsGlobal) {
    byte[] header = header(original);
    boolean global = knowsGlobal && isEightBit(header) && isUtf8(header);
    if (full) {
      String type = global ? "message/global" : "message/rfc822";
      return BodyPart.of(type, List.of(), isEightBit(original) ? "8bit" : "7bit", original);
    }
    if (global) {
      return BodyPart.of("message/global-headers", List.of(), "8bit", header);
    }
    return isEightBit(header)
        ? BodyPart.of(
            "text/rfc822-headers",
            List.of(),
            "quoted-printable",
            TransferEncoder.quotedPrintable(header))
        : BodyPart.of("text/rfc822-headers", List.of(), "7bit", header);
  }

  /** The header of a message without the empty line behind it; the beginning of a long one. */
  public static byte[] header(byte[] message) {
    int end = Math.min(message.length, MAX_HEADER);
    for (int i = 0; i + 1 < end; i++) {
      if (message[i] == '\n'
          && (message[i + 1] == '\n'
              || (message[i + 1] == '\r' && i + 2 < end && message[i + 2] == '\n'))) {
        return Arrays.copyOf(message, i + 1);
      }
    }
    return Arrays.copyOf(message, end);
  }

  /** What the message is about, decoded; null if it doesn't say. */
  public static @Nullable String subject(byte[] message) {
    String subject = HeaderParser.parse(header(message)).text("Subject");
    return subject == null ? null : EncodedWords.decode(subject);
  }

  private static boolean isEightBit(byte[] content) {
    for (byte b : content) {
      if (b < 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUtf8(byte[] content) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
      return true;
    } catch (CharacterCodingException other) {
      return false;
    }
  }
}
