package org.angarium.mail.address;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A path as it stands in MAIL FROM and RCPT TO (RFC 5321 §4.1.2), read in place. Source routes are
 * accepted and dropped, as Appendix C asks.
 *
 * @param address null for {@code <>}
 * @param end where the path ends in what was parsed: the position after {@code >}
 */
public record SmtpPath(@Nullable EmailAddress address, int end) {
  /**
   * Reads a path that begins at {@code start}.
   *
   * @throws AddressSyntaxException with the position in {@code text}
   */
  public static SmtpPath parse(String text, int start) {
    if (text.startsWith("<>", start)) {
      return new SmtpPath(null, start + 2);
    }
    MailboxScanner scanner = new MailboxScanner(text, start);
    EmailAddress address = scanner.path();
    return new SmtpPath(address, scanner.position());
  }

  /**
   * Reads a path that begins at {@code start} of a command line.
   *
   * @param end where the line ends
   * @throws AddressSyntaxException with the position in {@code line}; also when the bytes aren't
   *     UTF-8
   */
  public static SmtpPath parse(byte[] line, int start, int end) {
    boolean ascii = true;
    for (int i = start; i < end; i++) {
      ascii &= line[i] >= 0;
    }
    if (ascii) {
      SmtpPath path =
          parse(new String(line, start, end - start, StandardCharsets.ISO_8859_1), 0, start);
      return new SmtpPath(path.address, start + path.end);
    }
    // What follows the path is somebody else's to judge: decoded as far as it is UTF-8.
    CharBuffer chars = CharBuffer.allocate(end - start);
    boolean malformed =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(line, start, end - start), chars, true)
            .isError();
    String text = chars.flip().toString();
    try {
      SmtpPath path = parse(text, 0, start);
      int octets = text.substring(0, path.end).getBytes(StandardCharsets.UTF_8).length;
      return new SmtpPath(path.address, start + octets);
    } catch (AddressSyntaxException e) {
      throw malformed ? new AddressSyntaxException(start, "address is not UTF-8") : e;
    }
  }

  private static SmtpPath parse(String text, int start, int shift) {
    try {
      return parse(text, start);
    } catch (AddressSyntaxException e) {
      throw new AddressSyntaxException(e.position() + shift, e.reason());
    }
  }

  /** This path as a reverse path. */
  public ReversePath toReversePath() {
    return address == null ? ReversePath.NULL : new ReversePath(address);
  }
}
