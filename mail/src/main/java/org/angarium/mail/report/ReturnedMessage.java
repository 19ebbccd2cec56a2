package org.angarium.mail.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.angarium.mail.header.EncodedWords;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.message.BodyPart;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.mime.TransferEncoder;
import org.angarium.mail.sevenbit.SevenBitPlan;
import org.angarium.mail.sevenbit.SevenBitPlanner;
import org.angarium.mail.sevenbit.SevenBitWriter;
import org.jspecify.annotations.Nullable;

/** The message reported on, as it goes back with the report. */
public final class ReturnedMessage {
  /** Bytes of the header that go back; more than that is no use to anybody. */
  private static final int MAX_HEADER = 64 * 1024;

  /** Octets of a line without its end, RFC 5322 §2.1.1. */
  private static final int MAX_LINE = 998;

  private ReturnedMessage() {}

  /**
   * The third part of a report, in a form that every host can take: seven bits, lines within RFC
   * 5322 §2.1.1, line ends that are CRLF. All of the message goes back where it is so or can be
   * made so (RFC 6152 §3); otherwise its header alone, encoded where it must be (RFC 6522 §4, RFC
   * 6533 §4.4): a report that gets through with less is better than one that does not.
   *
   * @param original the message, or at least its header
   * @param full whether all of it goes back or its header only
   * @param knowsGlobal whether reports of this kind may have {@code message/global} in them
   * @param smtpUtf8 whether the report needs SMTPUTF8 anyway: an international message goes back as
   *     it is then
   */
  public static BodyPart part(
      byte[] original, boolean full, boolean knowsGlobal, boolean smtpUtf8) {
    byte[] header = header(original);
    boolean global = knowsGlobal && isEightBit(header) && isUtf8(header);
    if (full && global && smtpUtf8 && isLines(original)) {
      return BodyPart.of("message/global", List.of(), "8bit", original);
    }
    if (full) {
      byte[] plain = isPlain(original) ? original : sevenBit(original);
      if (plain != null && isPlain(plain)) {
        return BodyPart.of("message/rfc822", List.of(), "7bit", plain);
      }
    }
    if (global && smtpUtf8 && isLines(header)) {
      return BodyPart.of("message/global-headers", List.of(), "8bit", header);
    }
    String type = global ? "message/global-headers" : "text/rfc822-headers";
    return isPlain(header)
        ? BodyPart.of(type, List.of(), "7bit", header)
        : BodyPart.of(type, List.of(), "quoted-printable", TransferEncoder.quotedPrintable(header));
  }

  /** The message without octets above 127; null where there is no such form of it. */
  private static byte @Nullable [] sevenBit(byte[] message) {
    SevenBitPlanner planner = new SevenBitPlanner(MessageStructure.of(message, MimeLimits.DEFAULT));
    planner.update(message, 0, message.length);
    return switch (planner.finish()) {
      case SevenBitPlan.Impossible none -> null;
      case SevenBitPlan.Edits edits -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length * 2);
        SevenBitWriter writer = new SevenBitWriter(edits, out::write);
        writer.update(message, 0, message.length);
        writer.finish();
        yield out.toByteArray();
      }
    };
  }

  /** Whether SMTP without extensions carries it as it is (RFC 2045 §2.7). */
  private static boolean isPlain(byte[] content) {
    return !isEightBit(content) && isLines(content);
  }

  /** Whether it is in lines of legal length that end in CRLF, without NUL (RFC 2045 §2.8). */
  private static boolean isLines(byte[] content) {
    int column = 0;
    for (int i = 0; i < content.length; i++) {
      byte b = content[i];
      if (b == '\r' && i + 1 < content.length && content[i + 1] == '\n') {
        i++;
        column = 0;
      } else if (b == 0 || b == '\r' || b == '\n' || ++column > MAX_LINE) {
        return false;
      }
    }
    return true;
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
