package org.angarium.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.charset.PercentEscapes;
import org.angarium.mail.header.EncodedWords;
import org.jspecify.annotations.Nullable;

/**
 * Writes header fields: folded at white space before column 78 where possible (RFC 5322 §2.1.1),
 * always before 998, in ASCII but for internationalised addresses (RFC 6532). Control characters in
 * values, line breaks above all, become spaces: no value can add a field. For one thread.
 */
public final class HeaderWriter {
  private static final int FOLD = 78;
  private static final int HARD = 900;

  /** Words up to this length are never cut. */
  private static final int MAX_WORD = HARD - 100;

  /** Spaces in a row that are kept. */
  private static final int MAX_SPACE = 20;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  /** A field whose value is already in its final syntax; it is only folded. */
  public HeaderWriter raw(String name, String value) {
    String clean = clean(value).strip();
    StringBuilder line = new StringBuilder(name).append(':');
    int i = 0;
    while (i < clean.length()) {
      int start = i;
      while (clean.charAt(i) == ' ') {
        i++;
      }
      int space = i - start;
      int end = clean.indexOf(' ', i);
      end = end < 0 ? clean.length() : end;
      word(Math.clamp(space, 1, MAX_SPACE), clean.substring(i, end), line);
      i = end;
    }
    end(line);
    return this;
  }

  /**
   * Adds a word with the white space before it; a fold keeps that white space (RFC 5322 §2.2.3).
   */
  private void word(int space, String word, StringBuilder line) {
    boolean first = line.charAt(line.length() - 1) == ':' && line.indexOf(" ") < 0;
    if (line.length() + space + word.length() > FOLD && !first) {
      end(line);
    }
    line.repeat(' ', space);
    int i = 0;
    while (line.length() + word.length() - i > HARD) {
      int take = HARD - line.length();
      line.append(word, i, i + take);
      i += take;
      end(line);
      line.append(' ');
    }
    line.append(word, i, word.length());
  }

  private void end(StringBuilder line) {
    out.writeBytes(line.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    line.setLength(0);
  }

  /** An unstructured field such as Subject; encoded words where needed. */
  public HeaderWriter text(String name, String value) {
    return raw(name, encoded(clean(value).strip()));
  }

  /** What folding must not change: a text with longer words than a line has, or runs of spaces. */
  private static String encoded(String text) {
    int wordStart = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == ' ') {
        if (i - wordStart > MAX_WORD) {
          return EncodedWords.encodeAlways(text);
        }
        wordStart = i + 1;
      }
    }
    return text.contains(" ".repeat(MAX_SPACE + 1))
        ? EncodedWords.encodeAlways(text)
        : EncodedWords.encode(text);
  }

  /** An address field. */
  public HeaderWriter addresses(String name, List<Mailbox> mailboxes) {
    StringBuilder value = new StringBuilder();
    for (Mailbox mailbox : mailboxes) {
      if (!value.isEmpty()) {
        value.append(", ");
      }
      value.append(mailbox.toHeader());
    }
    return raw(name, value.toString());
  }

  /**
   * A structured field with parameters: values quoted, or as RFC 2231 demands if they aren't ASCII.
   */
  public HeaderWriter parameterised(String name, String value, List<Parameter> parameters) {
    StringBuilder text = new StringBuilder(value);
    for (Parameter parameter : parameters) {
      text.append("; ").append(parameter.toHeader());
    }
    return raw(name, text.toString());
  }

  /** The fields written so far. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }

  /** The value with control characters as spaces, a line break as one. */
  static String clean(String value) {
    StringBuilder changed = null;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean control = c < ' ' || c == 0x7f;
      if (control && changed == null) {
        changed = new StringBuilder(value.length()).append(value, 0, i);
      }
      boolean ofLineBreak = c == '\n' && i > 0 && value.charAt(i - 1) == '\r';
      if (changed != null && !ofLineBreak) {
        changed.append(control ? ' ' : c);
      }
    }
    return changed == null ? value : changed.toString();
  }

  /** A display name and an address, for writing. */
  public record Mailbox(@Nullable String displayName, EmailAddress address) {
    /** A mailbox without a name. */
    public static Mailbox of(EmailAddress address) {
      return new Mailbox(null, address);
    }

    String toHeader() {
      if (displayName == null || displayName.isBlank()) {
        return address.toString();
      }
      return phrase(clean(displayName).strip()) + " <" + address + ">";
    }

    private static String phrase(String name) {
      boolean atoms = true;
      for (int i = 0; i < name.length(); i++) {
        char c = name.charAt(i);
        if (c > '~') {
          return EncodedWords.encode(name);
        }
        // White space between the words of a phrase is read as one space.
        atoms &=
            c == ' ' && name.charAt(i - 1) != ' '
                || Character.isLetterOrDigit(c)
                || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
      }
      if (name.contains("=?")) {
        return EncodedWords.encode(name);
      }
      String plain = atoms ? name : quote(name);
      return encoded(plain).equals(plain) ? plain : EncodedWords.encodeAlways(name);
    }
  }

  /** A parameter of a structured field. */
  public record Parameter(String name, String value) {
    /** Characters of an encoded value on one line, beside its name. */
    private static final int PIECE = 54;

    String toHeader() {
      String clean = clean(value);
      String plain = isToken(clean) ? clean : quote(clean);
      // Many readers decode encoded words in here too, so what looks like one is encoded as well.
      if (encoded(plain).equals(plain)) {
        return name + "=" + plain;
      }
      String whole = PercentEscapes.encoded(clean);
      return whole.length() <= PIECE ? name + "*=utf-8''" + whole : continued(whole);
    }

    /** RFC 2231 §3: a value that fits no line comes in numbered pieces, each on its own line. */
    private String continued(String whole) {
      StringBuilder pieces = new StringBuilder(whole.length() + whole.length() / 4);
      int start = 0;
      for (int n = 0; start < whole.length(); n++) {
        int end = Math.min(start + PIECE, whole.length());
        int percent = whole.lastIndexOf('%', end - 1);
        // An octet's escape stays in one piece.
        end = end < whole.length() && percent > end - 3 ? percent : end;
        pieces.append(n == 0 ? "" : "; ").append(name).append('*').append(n).append("*=");
        pieces.append(n == 0 ? "utf-8''" : "").append(whole, start, end);
        start = end;
      }
      return pieces.toString();
    }

    private static boolean isToken(String text) {
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) <= ' ' || "()<>@,;:\\\"/[]?=".indexOf(text.charAt(i)) >= 0) {
          return false;
        }
      }
      return !text.isEmpty();
    }
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
