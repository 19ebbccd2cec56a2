package org.angarium.mail.sevenbit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Random;

/** Makes random messages of every nesting and encoding, with octets above 127 in their bodies. */
final class EightBitMessage {
  private static final String[] CRUMBS = {
    "word ", "Grüße ", "ä", "=", "=E4", " ", "\t", "-", "--", "--b1", ".", "\r\n", "\r\n", "\r\n--"
  };

  private final Random random;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int boundaries;

  EightBitMessage(Random random) {
    this.random = random;
    write("From: a@example.org\r\n");
    if (random.nextBoolean()) {
      write("MIME-Version: 1.0\r\n");
    }
    part(0, false);
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private void write(String text) {
    out.writeBytes(text.getBytes(ISO_8859_1));
  }

  private void part(int depth, boolean signed) {
    switch (depth > 4 ? 9 : random.nextInt(10)) {
      case 0, 1, 2 -> multipart(depth, "mixed", signed);
      case 3 -> multipart(depth, "signed", true);
      case 4 -> {
        write("Content-Type: message/rfc822\r\n");
        composite();
        write("\r\nSubject: inner\r\n");
        part(depth + 1, signed);
      }
      default -> leaf(signed);
    }
  }

  private void composite() {
    write(
        switch (random.nextInt(3)) {
          case 0 -> "Content-Transfer-Encoding: 8bit\r\n";
          case 1 -> "Content-Transfer-Encoding: binary\r\n";
          default -> "";
        });
  }

  private void multipart(int depth, String subtype, boolean signed) {
    String boundary = "b" + boundaries++;
    write("Content-Type: multipart/" + subtype + ";\r\n boundary=\"" + boundary + "\"\r\n");
    composite();
    write("\r\n");
    if (random.nextInt(3) == 0) {
      write("Präambel " + "x".repeat(random.nextInt(1500)) + "\r\n");
    }
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      write("--" + boundary + "\r\n");
      part(depth + 1, signed);
      write("\r\n");
    }
    write("--" + boundary + "--\r\n");
    if (random.nextInt(3) == 0) {
      write("Epilög\r\n");
    }
  }

  private void leaf(boolean signed) {
    String text = text(signed && random.nextInt(10) > 0);
    String type =
        switch (random.nextInt(4)) {
          case 0 -> "";
          case 1 -> "Content-Type: text/html; charset=iso-8859-1\r\n";
          case 2 -> "Content-Type: application/pdf\r\n";
          default -> "Content-Type: text/plain; charset=iso-8859-1\r\n";
        };
    switch (random.nextInt(6)) {
      case 0 -> {
        write(type + "Content-Transfer-Encoding: base64\r\n\r\n");
        write(Base64.getMimeEncoder().encodeToString(text.getBytes(ISO_8859_1)));
      }
      case 1 -> write(type + "Content-Transfer-Encoding: Quoted-Printable\r\n\r\n" + text);
      case 2 -> write(type + "Content-Transfer-Encoding: binary\r\n\r\n" + text + "\n\0\rx");
      case 3 -> write(type + "\r\n" + text);
      case 4 ->
          write(
              "Content-Transfer-Encoding: 8bit\r\n"
                  + type
                  + "Content-Transfer-Encoding: 8bit\r\n\r\n"
                  + text);
      default -> write("Content-Transfer-Encoding: 8BIT (as it is)\r\n" + type + "\r\n" + text);
    }
  }

  private String text(boolean ascii) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(200); i > 0; i--) {
      String crumb = CRUMBS[random.nextInt(CRUMBS.length)];
      text.append(ascii ? crumb.replace('ä', 'a').replace("üß", "us") : crumb);
    }
    if (random.nextInt(5) == 0) {
      text.append("y".repeat(random.nextInt(3000)));
    }
    return text.toString();
  }
}
