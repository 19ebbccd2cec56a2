package org.angarium.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.header.ContentTypeField;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.message.HeaderWriter.Parameter;
import org.angarium.mail.mime.TransferEncoder;
import org.jspecify.annotations.Nullable;

/** A part of a message to be written: its MIME fields and its encoded body. Immutable. */
public final class BodyPart {
  /** RFC 5322 §2.1.1, without the CRLF. */
  private static final int MAX_LINE = 998;

  private final byte[] fields;
  private final byte[] body;

  private BodyPart(byte[] fields, byte[] body) {
    this.fields = fields;
    this.body = body;
  }

  /** Plain text. Line breaks may be LF or CRLF. */
  public static BodyPart plain(String text) {
    return text("plain", text);
  }

  /** HTML text. */
  public static BodyPart html(String text) {
    return text("html", text);
  }

  /**
   * Text of any subtype, in UTF-8: as it is if it is ASCII with short lines, quoted-printable
   * otherwise.
   */
  public static BodyPart text(String subtype, String text) {
    byte[] bytes = crlf(text.getBytes(StandardCharsets.UTF_8));
    boolean plain = isPlain(bytes);
    HeaderWriter header =
        new HeaderWriter()
            .parameterised(
                "Content-Type", "text/" + subtype, List.of(new Parameter("charset", "utf-8")))
            .raw("Content-Transfer-Encoding", plain ? "7bit" : "quoted-printable");
    return new BodyPart(
        header.toByteArray(), plain ? bytes : TransferEncoder.quotedPrintable(bytes));
  }

  /** Bytes of any type in base64. */
  public static BodyPart attachment(String type, @Nullable String fileName, byte[] content) {
    HeaderWriter header = new HeaderWriter();
    header.parameterised("Content-Type", checkedType(type), List.of());
    header.raw("Content-Transfer-Encoding", "base64");
    header.parameterised(
        "Content-Disposition",
        "attachment",
        fileName == null ? List.of() : List.of(new Parameter("filename", fileName)));
    return new BodyPart(header.toByteArray(), TransferEncoder.base64(content));
  }

  /**
   * A part whose body is given as it shall stand: machine-readable reports, returned messages.
   * Lines must end in CRLF.
   *
   * @param encoding the transfer encoding the body is in: 7bit, 8bit, …
   */
  public static BodyPart of(String type, List<Parameter> parameters, String encoding, byte[] body) {
    HeaderWriter header = new HeaderWriter();
    header.parameterised("Content-Type", checkedType(type), parameters);
    header.raw("Content-Transfer-Encoding", encoding);
    return new BodyPart(header.toByteArray(), body);
  }

  /** A multipart of the given parts: {@code mixed}, {@code alternative}, {@code report} and kin. */
  public static BodyPart multipart(
      String subtype, List<Parameter> parameters, List<BodyPart> parts) {
    String boundary = boundary(parts);
    List<Parameter> all = new ArrayList<>(parameters);
    all.add(new Parameter("boundary", boundary));
    HeaderWriter header =
        new HeaderWriter().parameterised("Content-Type", checkedType("multipart/" + subtype), all);
    boolean eightBit = parts.stream().anyMatch(part -> !isAscii(part.body));
    if (eightBit) {
      header.raw("Content-Transfer-Encoding", "8bit");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (BodyPart part : parts) {
      ascii(out, "--" + boundary + "\r\n");
      part.writeTo(out);
      ascii(out, "\r\n");
    }
    ascii(out, "--" + boundary + "--\r\n");
    return new BodyPart(header.toByteArray(), out.toByteArray());
  }

  /** Whether the body has bytes above 127. */
  public boolean isEightBit() {
    return !isAscii(body);
  }

  /** The MIME fields, each with its line end; a copy. */
  public byte[] fields() {
    return fields.clone();
  }

  /** The encoded body; a copy. */
  public byte[] body() {
    return body.clone();
  }

  void writeTo(ByteArrayOutputStream out) {
    out.writeBytes(fields);
    ascii(out, "\r\n");
    out.writeBytes(body);
  }

  /** A boundary that no part contains. Deterministic: the same parts give the same message. */
  private static String boundary(List<BodyPart> parts) {
    for (int i = 0; ; i++) {
      String boundary = "=_angarium_" + Integer.toString(hash(parts) & 0x7fffffff, 36) + "_" + i;
      byte[] needle = ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
      if (parts.stream().noneMatch(part -> contains(part.body, needle))) {
        return boundary;
      }
    }
  }

  private static int hash(List<BodyPart> parts) {
    int hash = 1;
    for (BodyPart part : parts) {
      hash = 31 * hash + java.util.Arrays.hashCode(part.body);
    }
    return hash;
  }

  private static boolean contains(byte[] text, byte[] needle) {
    for (int i = 0; i + needle.length <= text.length; i++) {
      if (text[i] == needle[0]
          && java.util.Arrays.equals(text, i, i + needle.length, needle, 0, needle.length)) {
        return true;
      }
    }
    return false;
  }

  private static String checkedType(String type) {
    if (ContentTypeField.parse(type, HeaderLimits.DEFAULT) == null) {
      throw new IllegalArgumentException("not a media type: " + type);
    }
    return type;
  }

  private static boolean isPlain(byte[] text) {
    int column = 0;
    for (int i = 0; i < text.length; i++) {
      byte b = text[i];
      if (b <= 0 || (b == '\r' && (i + 1 == text.length || text[i + 1] != '\n'))) {
        return false;
      }
      column = b == '\n' ? 0 : column + 1;
      if (column > MAX_LINE) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  /** Bare LF becomes CRLF. */
  public static byte[] crlf(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 64);
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) {
        out.write('\r');
      }
      out.write(text[i]);
    }
    return out.toByteArray();
  }

  private static void ascii(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
