package org.angarium.store.message;

import java.nio.charset.StandardCharsets;
import org.angarium.mail.header.EncodedWords;
import org.jspecify.annotations.Nullable;

/**
 * What of a stored envelope (RFC 9051 §7.5.2) tells people which message it is. Null where the
 * message has none, or the envelope is damaged.
 */
public record EnvelopeText(@Nullable String subject, @Nullable String messageId) {
  private static final int MOST = 200;

  /** Reads an envelope in IMAP syntax; never fails. */
  public static EnvelopeText of(byte[] envelope) {
    Reading reading = new Reading(envelope);
    String subject = null;
    String last = null;
    int strings = 0;
    while (reading.next()) {
      if (reading.depth == 1) {
        last = reading.value;
        strings++;
        if (strings == 2) {
          subject = last;
        }
      }
    }
    return new EnvelopeText(
        subject == null ? null : shortened(EncodedWords.decode(subject)),
        last == null || strings < 4 ? null : shortened(last));
  }

  private static String shortened(String text) {
    return text.length() <= MOST ? text : text.substring(0, MOST) + "…";
  }

  /** The strings of an envelope, and how deep in parentheses they stand. */
  private static final class Reading {
    private final byte[] bytes;
    private int at;
    private int level;
    private int depth;
    private @Nullable String value;

    Reading(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean next() {
      while (at < bytes.length) {
        byte here = bytes[at];
        switch (here) {
          case '(' -> {
            level++;
            at++;
          }
          case ')' -> {
            level--;
            at++;
          }
          case ' ' -> at++;
          case '"' -> {
            depth = level;
            value = quoted();
            return true;
          }
          case '{' -> {
            depth = level;
            value = literal();
            return true;
          }
          default -> {
            depth = level;
            value = null;
            atom();
            return true;
          }
        }
      }
      return false;
    }

    private void atom() {
      while (at < bytes.length && bytes[at] != ' ' && bytes[at] != ')' && bytes[at] != '(') {
        at++;
      }
    }

    private String quoted() {
      int from = ++at;
      byte[] unescaped = new byte[bytes.length - from];
      int length = 0;
      while (at < bytes.length && bytes[at] != '"') {
        if (bytes[at] == '\\' && at + 1 < bytes.length) {
          at++;
        }
        unescaped[length++] = bytes[at++];
      }
      at++;
      return new String(unescaped, 0, length, StandardCharsets.UTF_8);
    }

    private String literal() {
      int length = 0;
      at++;
      while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9' && length < bytes.length) {
        length = 10 * length + bytes[at++] - '0';
      }
      while (at < bytes.length && bytes[at++] != '\n') {
        // To the end of the line on which its length stands.
      }
      int from = Math.min(at, bytes.length);
      int end = Math.min(bytes.length, from + length);
      at = end;
      return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
  }
}
