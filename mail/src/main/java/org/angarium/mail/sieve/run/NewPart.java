package org.angarium.mail.sieve.run;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.message.BodyPart;

/** A part that a script makes: its fields, which describe the content, and its encoded body. */
final class NewPart {
  private final byte[] fields;
  private final byte[] body;

  NewPart(byte[] fields, byte[] body) {
    this.fields = fields;
    this.body = body;
  }

  /** Plain text. */
  static NewPart text(String text) {
    BodyPart part = BodyPart.plain(text);
    return new NewPart(part.fields(), part.body());
  }

  /**
   * A part written by the script with its header (RFC 5703 §5, {@code :mime}). Fields that don't
   * describe the content are left out.
   */
  static NewPart entity(String text) {
    byte[] octets = BodyPart.crlf(text.getBytes(StandardCharsets.UTF_8));
    HeaderView header = new HeaderView(HeaderParser.parse(octets));
    header.removeIf(name -> !PartTexts.describesContent(name) || name.equals("mime-version"));
    int end = PartTexts.endOfHeader(octets);
    return new NewPart(header.octets(), Arrays.copyOfRange(octets, end, octets.length));
  }

  /** All of it: fields, an empty line, the body. */
  byte[] octets() {
    byte[] all = Arrays.copyOf(fields, fields.length + 2 + body.length);
    all[fields.length] = '\r';
    all[fields.length + 1] = '\n';
    System.arraycopy(body, 0, all, fields.length + 2, body.length);
    return all;
  }
}
