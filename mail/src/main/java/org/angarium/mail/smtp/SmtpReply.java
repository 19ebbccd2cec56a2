package org.angarium.mail.smtp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply of RFC 5321 §4.2, in one or more lines.
 *
 * @param code 200 to 599
 * @param enhanced the code of RFC 3463 that stands on each line (RFC 2034 §4), or null
 * @param lines at least one; text without codes
 */
public record SmtpReply(int code, @Nullable EnhancedStatusCode enhanced, List<String> lines) {
  /** Longest line on the wire with its CRLF, RFC 5321 §4.5.3.1.5. */
  public static final int MAX_LINE = 512;

  public SmtpReply {
    if (code < 200 || code > 599) {
      throw new IllegalArgumentException("reply code " + code);
    }
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("a reply has a line");
    }
    lines = List.copyOf(lines);
  }

  /** A reply of one line without an enhanced code: greetings, EHLO, 354, 334. */
  public static SmtpReply of(int code, String text) {
    return new SmtpReply(code, null, List.of(text));
  }

  /** A reply of one line. */
  public static SmtpReply of(int code, String enhanced, String text) {
    return new SmtpReply(code, EnhancedStatusCode.parse(enhanced), List.of(text));
  }

  /**
   * The enhanced code, or {@code fallback} in the class of the reply.
   *
   * @param fallback subject and detail, such as {@code 1.1}
   */
  public String status(String fallback) {
    return enhanced == null ? code / 100 + "." + fallback : enhanced.toString();
  }

  /** 2yz: done. */
  public boolean isPositive() {
    return code / 100 == 2;
  }

  /** 3yz: go on. */
  public boolean isIntermediate() {
    return code / 100 == 3;
  }

  /** 4yz: may work later. */
  public boolean isTransientFailure() {
    return code / 100 == 4;
  }

  /** 5yz: never will. */
  public boolean isPermanentFailure() {
    return code / 100 == 5;
  }

  /** The text of all lines, joined by a space. */
  public String text() {
    return lines.size() == 1 ? lines.getFirst() : String.join(" ", lines);
  }

  /** The same reply with {@code suffix} at the end of its last line. */
  public SmtpReply withSuffix(String suffix) {
    List<String> changed = new ArrayList<>(lines);
    changed.set(changed.size() - 1, changed.getLast() + suffix);
    return new SmtpReply(code, enhanced, changed);
  }

  /**
   * The reply as it is sent. Lines that are too long are continued on the next; what is not
   * printable ASCII becomes a question mark, so no text can forge a line.
   */
  public byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64 * lines.size());
    String prefix = enhanced == null ? "" : enhanced + " ";
    int room = MAX_LINE - 2 - 4 - prefix.length();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean lastLine = i == lines.size() - 1;
      int start = 0;
      do {
        int end = Math.min(line.length(), start + room);
        boolean last = lastLine && end == line.length();
        ascii(out, Integer.toString(code));
        out.write(last ? ' ' : '-');
        ascii(out, prefix);
        for (int k = start; k < end; k++) {
          char c = line.charAt(k);
          out.write(c >= ' ' && c < 0x7f ? c : '?');
        }
        out.write('\r');
        out.write('\n');
        start = end;
      } while (start < line.length());
    }
    return out.toByteArray();
  }

  private static void ascii(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.write(bytes, 0, bytes.length);
  }

  /**
   * The reply as the diagnostic type {@code smtp} has it (RFC 3461 §9.2): every line with its code,
   * a space between the lines.
   */
  public String transcript() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      boolean last = i == lines.size() - 1;
      out.append(i == 0 ? "" : " ").append(code).append(last ? ' ' : '-');
      if (enhanced != null) {
        out.append(enhanced).append(' ');
      }
      out.append(lines.get(i));
    }
    return out.toString();
  }

  /** For people: code, enhanced code and text. */
  @Override
  public String toString() {
    return code + (enhanced == null ? " " : " " + enhanced + " ") + text();
  }
}
