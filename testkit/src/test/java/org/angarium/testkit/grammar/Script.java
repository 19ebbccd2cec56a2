package org.angarium.testkit.grammar;

import java.nio.charset.StandardCharsets;

/**
 * Feeds a conversation from text: lines that begin with {@code C: } or {@code S: }, ended by CRLF;
 * {@code \r}, {@code \n}, {@code \0} and {@code \xHH} stand for octets, and a line that begins with
 * {@code C! } or {@code S! } gets no CRLF.
 */
public final class Script {
  private Script() {}

  /** Plays all of it. */
  public static void play(Conversation conversation, String text) {
    play(conversation, text, Integer.MAX_VALUE);
  }

  /** Plays all of it in pieces of {@code most} octets. */
  public static void play(Conversation conversation, String text, int most) {
    text.lines()
        .forEach(line -> {
          byte[] bytes = octets(line.substring(3) + (line.charAt(1) == ':' ? "\\r\\n" : ""));
          for (int at = 0; at < bytes.length; at += Math.min(most, bytes.length - at)) {
            int count = Math.min(most, bytes.length - at);
            if (line.charAt(0) == 'C') {
              conversation.sent(bytes, at, count);
            } else {
              conversation.received(bytes, at, count);
            }
          }
        });
  }

  /** What the server sends at once. */
  public static void hear(Conversation conversation, byte[] bytes) {
    conversation.received(bytes, 0, bytes.length);
  }

  /** The octets that a text stands for. */
  public static byte[] octets(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
      if (c == '\\' && "rn0x".indexOf(next) >= 0 && followedAsEscape(text, i)) {
        i++;
        switch (next) {
          case 'r' -> out.append('\r');
          case 'n' -> out.append('\n');
          case '0' -> out.append('\0');
          default -> {
            out.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
            i += 2;
          }
        }
      } else {
        out.append(c);
      }
    }
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The flags of IMAP begin with capitals, so that none looks like an escape. */
  private static boolean followedAsEscape(String text, int at) {
    return text.charAt(at + 1) != 'x' || at + 4 <= text.length();
  }
}
