package org.angarium.mail.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.address.SmtpPath;
import org.angarium.mail.sasl.SaslBase64;
import org.jspecify.annotations.Nullable;

/**
 * Makes a command of a line (RFC 5321 §4.1.1 and the extensions). A stranger wrote the line.
 *
 * <p>Strict where laxity is dangerous (control characters, brackets around paths, parameters), lax
 * where real clients are and nothing depends on it: spaces after {@code FROM:} and at the end of a
 * line.
 */
public final class SmtpCommandParser {
  private static final int MAX_HOST = 255;
  private static final int MAX_MECHANISM = 20;
  private static final String RECIPIENT = "Bad recipient address: ";

  private SmtpCommandParser() {}

  /**
   * Reads one line, without its CRLF.
   *
   * @throws SmtpSyntaxException with the reply: 500 for what is no command, 502 for one that is not
   *     offered, 501 for a bad argument, 555 for an unknown parameter, 553 for an address that
   *     needs SMTPUTF8
   */
  public static SmtpCommand parse(byte[] line, SmtpLimits limits) throws SmtpSyntaxException {
    if (line.length > limits.maxCommandLine() && !isAuth(line)) {
      throw refuse(500, "5.5.2", "Line too long");
    }
    int end = line.length;
    while (end > 0 && line[end - 1] == ' ') {
      end--;
    }
    int verbEnd = 0;
    while (verbEnd < end && line[verbEnd] != ' ') {
      verbEnd++;
    }
    return switch (verb(line, verbEnd)) {
      case "MAIL" -> mail(line, argument(line, verbEnd, end), end, limits);
      case "RCPT" -> rcpt(line, argument(line, verbEnd, end), end, limits);
      case "DATA" -> bare(new SmtpCommand.Data(), verbEnd, end);
      case "BDAT" -> bdat(line, verbEnd, end);
      case "EHLO" -> new SmtpCommand.Ehlo(host(line, verbEnd, end));
      case "HELO" -> new SmtpCommand.Helo(host(line, verbEnd, end));
      case "LHLO" -> new SmtpCommand.Lhlo(host(line, verbEnd, end));
      case "RSET" -> bare(new SmtpCommand.Rset(), verbEnd, end);
      case "NOOP" -> new SmtpCommand.Noop();
      case "QUIT" -> bare(new SmtpCommand.Quit(), verbEnd, end);
      case "VRFY" -> new SmtpCommand.Vrfy(text(line, argument(line, verbEnd, end), end));
      case "EXPN" -> new SmtpCommand.Expn(text(line, argument(line, verbEnd, end), end));
      case "HELP" -> new SmtpCommand.Help();
      case "STARTTLS" -> bare(new SmtpCommand.StartTls(), verbEnd, end);
      case "AUTH" -> auth(line, argument(line, verbEnd, end), end);
      case "TURN", "ETRN", "ATRN", "SEND", "SOML", "SAML", "BURL", "XCLIENT", "XFORWARD" ->
          throw refuse(502, "5.5.1", "Command not offered");
      default -> throw refuse(500, "5.5.2", "Command not recognized");
    };
  }

  private static boolean isAuth(byte[] line) {
    return line.length > 5 && line[4] == ' ' && verb(line, 4).equals("AUTH");
  }

  /** The verb in upper case; the empty string where there is none of letters. */
  private static String verb(byte[] line, int end) {
    if (end < 4 || end > 8) {
      return "";
    }
    byte[] upper = new byte[end];
    for (int i = 0; i < end; i++) {
      int c = line[i] & 0xDF;
      if (c < 'A' || c > 'Z') {
        return "";
      }
      upper[i] = (byte) c;
    }
    return new String(upper, StandardCharsets.ISO_8859_1);
  }

  private static SmtpCommand bare(SmtpCommand command, int verbEnd, int end)
      throws SmtpSyntaxException {
    if (verbEnd < end) {
      throw refuse(501, "5.5.4", "No argument expected");
    }
    return command;
  }

  /** Where the argument begins. */
  private static int argument(byte[] line, int verbEnd, int end) throws SmtpSyntaxException {
    int start = spaces(line, verbEnd, end);
    if (start >= end) {
      throw refuse(501, "5.5.4", "Argument expected");
    }
    return start;
  }

  private static int spaces(byte[] line, int from, int end) {
    int i = from;
    while (i < end && line[i] == ' ') {
      i++;
    }
    return i;
  }

  /**
   * The name a client gives itself. It is not believed and decides nothing, so whatever stands
   * there is taken (RFC 5321 §4.1.4), of a long one the beginning; machines are called {@code
   * MÜLLER-PC} in one charset or another. Its form is put right where it is recorded.
   */
  private static String host(byte[] line, int verbEnd, int end) throws SmtpSyntaxException {
    int start = argument(line, verbEnd, end);
    String name = utf8(line, start, end);
    if (name == null) {
      name = new String(line, start, end - start, StandardCharsets.ISO_8859_1);
    }
    String shown = name.length() <= MAX_HOST ? name : name.substring(0, MAX_HOST);
    return hasControl(shown) ? withoutControls(shown) : shown;
  }

  /** With a question mark for each control character, a tab included. */
  private static String withoutControls(String text) {
    StringBuilder shown = new StringBuilder(text);
    for (int i = 0; i < shown.length(); i++) {
      if (Character.isISOControl(shown.charAt(i))) {
        shown.setCharAt(i, '?');
      }
    }
    return shown.toString();
  }

  private static String text(byte[] line, int start, int end) throws SmtpSyntaxException {
    String text = utf8(line, start, end);
    if (text == null || hasControl(text)) {
      throw refuse(501, "5.5.2", "Control character in argument");
    }
    return text;
  }

  private static SmtpCommand mail(byte[] line, int from, int end, SmtpLimits limits)
      throws SmtpSyntaxException {
    int start = afterKeyword(line, from, end, "FROM:");
    SmtpPath path = path(line, start, end, "5.1.7", "Bad sender address: ");
    MailParameters parameters =
        path.end() == end
            ? MailParameters.NONE
            : ParameterReader.mail(parameters(line, path.end(), end), limits);
    if (!parameters.smtpUtf8() && !isAscii(line, from, path.end())) {
      // RFC 6531 §3.5.
      throw refuse(553, "5.6.7", "Non-ASCII address without SMTPUTF8");
    }
    ReversePath reversePath = path.toReversePath();
    return new SmtpCommand.Mail(reversePath, parameters);
  }

  private static SmtpCommand rcpt(byte[] line, int from, int end, SmtpLimits limits)
      throws SmtpSyntaxException {
    int start = afterKeyword(line, from, end, "TO:");
    ForwardPath forward;
    int pathEnd;
    if (startsWith(line, start, end, "<POSTMASTER>")) {
      forward = new ForwardPath.Postmaster();
      pathEnd = start + "<POSTMASTER>".length();
      requireSpace(line, pathEnd, end, "5.1.3", RECIPIENT);
    } else {
      SmtpPath path = path(line, start, end, "5.1.3", RECIPIENT);
      if (path.address() == null) {
        throw refuse(501, "5.1.3", RECIPIENT + "empty");
      }
      forward = new ForwardPath.Mailbox(path.address());
      pathEnd = path.end();
    }
    RcptParameters parameters =
        pathEnd == end
            ? RcptParameters.NONE
            : ParameterReader.rcpt(parameters(line, pathEnd, end), limits);
    return new SmtpCommand.Rcpt(forward, parameters, !isAscii(line, from, pathEnd));
  }

  private static int afterKeyword(byte[] line, int from, int end, String keyword)
      throws SmtpSyntaxException {
    if (!startsWith(line, from, end, keyword)) {
      throw refuse(501, "5.5.4", keyword + "<address> expected");
    }
    return spaces(line, from + keyword.length(), end);
  }

  /** Without regard to case; {@code upper} is in upper case. */
  private static boolean startsWith(byte[] line, int from, int end, String upper) {
    if (end - from < upper.length()) {
      return false;
    }
    for (int i = 0; i < upper.length(); i++) {
      int c = line[from + i];
      if ((c >= 'a' && c <= 'z' ? c - 32 : c) != upper.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static SmtpPath path(byte[] line, int start, int end, String enhanced, String text)
      throws SmtpSyntaxException {
    try {
      SmtpPath path = SmtpPath.parse(line, start, end);
      requireSpace(line, path.end(), end, enhanced, text);
      return path;
    } catch (AddressSyntaxException e) {
      throw refuse(501, enhanced, text + e.reason());
    }
  }

  private static void requireSpace(byte[] line, int at, int end, String enhanced, String text)
      throws SmtpSyntaxException {
    if (at < end && line[at] != ' ') {
      throw refuse(501, enhanced, text + "space expected after it");
    }
  }

  private static String parameters(byte[] line, int start, int end) throws SmtpSyntaxException {
    String text = utf8(line, start, end);
    if (text == null || hasControl(text)) {
      throw refuse(501, "5.5.4", "Bad character in parameters");
    }
    return text;
  }

  private static SmtpCommand bdat(byte[] line, int verbEnd, int end) throws SmtpSyntaxException {
    int i = spaces(line, verbEnd, end);
    int digits = i;
    long size = 0;
    while (i < end && line[i] >= '0' && line[i] <= '9') {
      int digit = line[i++] - '0';
      size = size > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : size * 10 + digit;
    }
    boolean sized = i > digits;
    boolean last = false;
    if (sized && i < end && line[i] == ' ') {
      i = spaces(line, i, end);
      if (startsWith(line, i, end, "LAST") && end - i == 4) {
        last = true;
        i = end;
      }
    }
    if (!sized || i != end) {
      throw new SmtpSyntaxException(SmtpReply.of(501, "5.5.4", "BDAT size [LAST] expected"), true);
    }
    return new SmtpCommand.Bdat(size, last);
  }

  private static SmtpCommand auth(byte[] line, int start, int end) throws SmtpSyntaxException {
    int mechanismEnd = start;
    while (mechanismEnd < end && line[mechanismEnd] != ' ') {
      byte c = line[mechanismEnd++];
      boolean allowed =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '-'
              || c == '_';
      if (!allowed || mechanismEnd - start > MAX_MECHANISM) {
        throw refuse(501, "5.5.4", "Bad mechanism name");
      }
    }
    String mechanism =
        new String(line, start, mechanismEnd - start, StandardCharsets.US_ASCII)
            .toUpperCase(Locale.ROOT);
    int response = spaces(line, mechanismEnd, end);
    if (response >= end) {
      return new SmtpCommand.Auth(mechanism, null);
    }
    if (end - response == 1 && line[response] == '=') {
      return new SmtpCommand.Auth(mechanism, new byte[0]);
    }
    byte[] decoded = SaslBase64.decode(line, response, end);
    if (decoded == null) {
      throw refuse(501, "5.5.2", "Initial response is not base64");
    }
    return new SmtpCommand.Auth(mechanism, decoded);
  }

  private static boolean isAscii(byte[] line, int start, int end) {
    for (int i = start; i < end; i++) {
      if (line[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String utf8(byte[] line, int start, int end) {
    if (isAscii(line, start, end)) {
      return new String(line, start, end - start, StandardCharsets.US_ASCII);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(line, start, end - start))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }

  static SmtpSyntaxException refuse(int code, String enhanced, String text) {
    return new SmtpSyntaxException(SmtpReply.of(code, enhanced, text), false);
  }
}
