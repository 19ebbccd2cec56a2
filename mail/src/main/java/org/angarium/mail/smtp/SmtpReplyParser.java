package org.angarium.mail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts replies together from the lines that a server sends (RFC 5321 §4.2.1). The server is not
 * trusted: lines and their number are bounded. For one connection and one thread.
 */
public final class SmtpReplyParser {
  private final SmtpLimits limits;
  private final List<String> lines = new ArrayList<>();
  private int code;
  private @Nullable EnhancedStatusCode enhanced;

  public SmtpReplyParser(SmtpLimits limits) {
    this.limits = limits;
  }

  /**
   * Takes the next line, without its CRLF.
   *
   * @return the reply when this line ends it, else null
   * @throws SmtpReplySyntaxException when the server does not speak SMTP, or says too much; the
   *     connection is of no further use
   */
  public @Nullable SmtpReply line(byte[] line) throws SmtpReplySyntaxException {
    if (line.length > limits.maxReplyLine()) {
      throw new SmtpReplySyntaxException("reply line too long");
    }
    int lineCode = code(line);
    char separator = line.length > 3 ? (char) (line[3] & 0xFF) : ' ';
    if (lineCode < 0 || separator != ' ' && separator != '-') {
      throw new SmtpReplySyntaxException("not a reply");
    }
    if (lines.isEmpty()) {
      code = lineCode;
    } else if (lineCode != code) {
      throw new SmtpReplySyntaxException("reply with different codes");
    } else if (lines.size() >= limits.maxReplyLines()) {
      throw new SmtpReplySyntaxException("reply of too many lines");
    }
    String text =
        line.length > 4 ? new String(line, 4, line.length - 4, StandardCharsets.UTF_8) : "";
    lines.add(withoutEnhanced(text));
    if (separator == '-') {
      return null;
    }
    SmtpReply reply = new SmtpReply(code, enhanced, lines);
    lines.clear();
    enhanced = null;
    return reply;
  }

  /** Whether a reply has begun and not ended. */
  public boolean within() {
    return !lines.isEmpty();
  }

  private String withoutEnhanced(String text) {
    EnhancedStatusCode found = EnhancedStatusCode.parsePrefix(text);
    // A code of another category than the reply's is text that looks like one (RFC 2034 §4).
    if (found == null || found.category() != code / 100) {
      return text;
    }
    if (enhanced == null) {
      enhanced = found;
    } else if (!enhanced.equals(found)) {
      // Not the code of the reply as a whole: it stays in the text of its line.
      return text;
    }
    int space = text.indexOf(' ');
    return space < 0 ? "" : text.substring(space + 1);
  }

  private static int code(byte[] line) {
    if (line.length < 3) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < 3; i++) {
      if (line[i] < '0' || line[i] > '9') {
        return -1;
      }
      value = value * 10 + line[i] - '0';
    }
    return value >= 200 && value <= 599 ? value : -1;
  }
}
