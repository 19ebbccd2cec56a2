package org.angarium.mail.report;

import java.util.Arrays;
import java.util.List;
import org.angarium.mail.header.EncodedWords;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.message.BodyPart;
import org.jspecify.annotations.Nullable;

/** The message reported on, as it goes back with the report. */
public final class ReturnedMessage {
  /** Bytes of the header that go back; more than that is no use to anybody. */
  private static final int MAX_HEADER = 64 * 1024;

  private ReturnedMessage() {}

  /**
   * The third part of a report.
   *
   * @param original the message, or at least its header
   * @param full whether all of it goes back or its header only
   * @param international whether the receiver of the report knows RFC 6532 headers
   */
  public static BodyPart part(byte[] original, boolean full, boolean international) {
    byte[] content = full ? original : header(original);
    boolean eightBit = isEightBit(content);
    String type =
        full
            ? eightBit && international ? "message/global" : "message/rfc822"
            : eightBit && international ? "message/global-headers" : "text/rfc822-headers";
    return BodyPart.of(type, List.of(), eightBit ? "8bit" : "7bit", content);
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
}
