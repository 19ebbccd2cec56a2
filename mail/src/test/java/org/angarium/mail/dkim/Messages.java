package org.angarium.mail.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderParser;

/** A message cut into header and body, and random ones. */
public record Messages(HeaderFields header, byte[] body) {
  /** The message in these octets. */
  public static Messages of(byte[] message) {
    HeaderFields header = HeaderParser.parse(message);
    int i = 0;
    while (i < message.length) {
      int line = i;
      while (i < message.length && message[i] != '\n') {
        i++;
      }
      i++;
      if (i - line == 1 || (i - line == 2 && message[line] == '\r')) {
        break;
      }
    }
    return new Messages(
        header, Arrays.copyOfRange(message, Math.min(i, message.length), message.length));
  }

  /** The message in these characters, an octet each, whose lines may end in LF. */
  public static Messages of(String message) {
    return of(message.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** With fields on top. */
  public static byte[] joined(byte[] fields, byte[] message) {
    byte[] joined = Arrays.copyOf(fields, fields.length + message.length);
    System.arraycopy(message, 0, joined, fields.length, message.length);
    return joined;
  }

  /** A message of CRLF lines, with all that canonical forms care for. */
  public static byte[] random(Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    put(out, "From: Joe <joe@example.org>\r\n");
    int fields = random.nextInt(8);
    for (int i = 0; i < fields; i++) {
      String[] names = {"To", "SUBJECT", "X-Other", "cc", "Date", "List-Id", "Received"};
      put(out, names[random.nextInt(names.length)] + (random.nextInt(9) == 0 ? " :" : ":"));
      put(out, text(random, false));
      while (random.nextInt(3) == 0) {
        put(out, "\r\n" + (random.nextBoolean() ? " " : "\t") + "x" + text(random, false));
      }
      put(out, "\r\n");
    }
    put(out, "\r\n");
    int lines = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(60);
    for (int i = 0; i < lines; i++) {
      if (random.nextInt(4) > 0) {
        put(out, text(random, true));
      }
      put(out, "\r\n");
    }
    if (random.nextInt(4) == 0) {
      put(out, text(random, true));
    }
    return out.toByteArray();
  }

  private static void put(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    out.write(bytes, 0, bytes.length);
  }

  private static String text(Random random, boolean body) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(random.nextInt(9) == 0 ? 300 : 40);
    for (int i = 0; i < length; i++) {
      int kind = random.nextInt(12);
      if (kind < 2) {
        text.append(' ');
      } else if (kind == 2) {
        text.append('\t');
      } else if (kind == 3 && body) {
        text.append((char) (0x80 + random.nextInt(0x80)));
      } else {
        text.append((char) ('!' + random.nextInt(90)));
      }
    }
    return text.toString();
  }
}
