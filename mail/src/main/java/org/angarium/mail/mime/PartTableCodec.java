package org.angarium.mail.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a {@link PartTable}.
 *
 * <pre>
 *   table  := version(1 byte, 1) part
 *   part   := headerStart - start of the parent's body (zero for the root)
 *             bodyStart - headerStart
 *             bodyEnd - bodyStart
 *             lines
 *             type charset encoding fileName
 *             number of children, part*
 *   type   := 0 text/plain | 1 text/html | 2 multipart/mixed | 3 multipart/alternative | 4 multipart/related
 *           | 5 application/octet-stream | 6 message/rfc822 | 7 application/pdf | 8 image/jpeg | 9 image/png
 *           | 255 string("type/subtype")
 *   charset  := 0 none | 1 utf-8 | 2 us-ascii | 3 iso-8859-1 | 255 string
 *   encoding := 0 7bit | 1 8bit | 2 base64 | 3 quoted-printable | 4 binary | 255 string
 *   fileName := 0 none | 1 string
 *   string   := length, UTF-8 bytes
 * </pre>
 *
 * Numbers are unsigned LEB128; type, charset and encoding codes are one byte. Codes may be added,
 * never changed.
 */
public final class PartTableCodec {
  private static final int VERSION = 1;
  private static final int OTHER = 255;
  private static final int MAX_STRING = 1024;
  private static final int MAX_DEPTH = 1000;

  private static final List<String> TYPES =
      List.of(
          "text/plain",
          "text/html",
          "multipart/mixed",
          "multipart/alternative",
          "multipart/related",
          "application/octet-stream",
          "message/rfc822",
          "application/pdf",
          "image/jpeg",
          "image/png");
  private static final List<String> CHARSETS = List.of("", "utf-8", "us-ascii", "iso-8859-1");
  private static final List<String> ENCODINGS =
      List.of("7bit", "8bit", "base64", "quoted-printable", "binary");

  private PartTableCodec() {}

  /** The bytes of a table. */
  public static byte[] encode(PartTable table) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    out.write(VERSION);
    write(out, table.root(), 0);
    return out.toByteArray();
  }

  /**
   * The table in {@code bytes}.
   *
   * @throws IllegalArgumentException when they don't hold one; the record is damaged
   */
  public static PartTable decode(byte[] bytes) {
    Reader in = new Reader(bytes);
    int version = in.octet();
    if (version != VERSION) {
      throw new IllegalArgumentException("part table of unknown version " + version);
    }
    StoredPart root = in.part(0, 1);
    if (in.position != bytes.length) {
      throw new IllegalArgumentException("part table with trailing bytes");
    }
    return new PartTable(root);
  }

  private static void write(ByteArrayOutputStream out, StoredPart part, long base) {
    number(out, part.headerStart() - base);
    number(out, part.bodyStart() - part.headerStart());
    number(out, part.bodyEnd() - part.bodyStart());
    number(out, part.lines());
    coded(out, TYPES, part.mediaType() + "/" + part.subtype());
    String charset = part.charset();
    coded(out, CHARSETS, charset == null ? "" : charset);
    coded(out, ENCODINGS, part.transferEncoding());
    String fileName = part.fileName();
    out.write(fileName == null ? 0 : 1);
    if (fileName != null) {
      string(out, fileName);
    }
    number(out, part.children().size());
    for (StoredPart child : part.children()) {
      write(out, child, part.bodyStart());
    }
  }

  private static void coded(ByteArrayOutputStream out, List<String> codes, String value) {
    int code = codes.indexOf(value);
    out.write(code < 0 ? OTHER : code);
    if (code < 0) {
      string(out, value);
    }
  }

  private static void string(ByteArrayOutputStream out, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(out, utf8.length);
    out.writeBytes(utf8);
  }

  private static void number(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static final class Reader {
    private final byte[] bytes;
    private int position;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    StoredPart part(long base, int depth) {
      if (depth > MAX_DEPTH) {
        throw damaged();
      }
      long headerStart = base + number();
      long bodyStart = headerStart + number();
      long bodyEnd = bodyStart + number();
      long lines = number();
      if (headerStart < 0 || bodyStart < headerStart || bodyEnd < bodyStart) {
        throw damaged();
      }
      String type = coded(TYPES);
      int slash = type.indexOf('/');
      if (slash < 0) {
        throw damaged();
      }
      String charset = coded(CHARSETS);
      String encoding = coded(ENCODINGS);
      String fileName = octet() == 0 ? null : string();
      long count = number();
      if (count < 0 || count > bytes.length - position) {
        throw damaged();
      }
      List<StoredPart> children = new ArrayList<>((int) count);
      for (long i = 0; i < count; i++) {
        children.add(part(bodyStart, depth + 1));
      }
      return new StoredPart(
          headerStart,
          bodyStart,
          bodyEnd,
          lines,
          type.substring(0, slash),
          type.substring(slash + 1),
          noneIfEmpty(charset),
          encoding,
          fileName,
          List.copyOf(children));
    }

    private static @Nullable String noneIfEmpty(String text) {
      return text.isEmpty() ? null : text;
    }

    private String coded(List<String> codes) {
      int code = octet();
      if (code == OTHER) {
        return string();
      }
      if (code >= codes.size()) {
        throw damaged();
      }
      return codes.get(code);
    }

    private String string() {
      long length = number();
      if (length < 0 || length > MAX_STRING || length > bytes.length - position) {
        throw damaged();
      }
      String text = new String(bytes, position, (int) length, StandardCharsets.UTF_8);
      position += (int) length;
      return text;
    }

    private int octet() {
      if (position >= bytes.length) {
        throw damaged();
      }
      return bytes[position++] & 0xff;
    }

    private long number() {
      long value = 0;
      for (int shift = 0; shift < 63; shift += 7) {
        int octet = octet();
        value |= (long) (octet & 0x7f) << shift;
        if (octet < 0x80) {
          return value;
        }
      }
      throw damaged();
    }

    private IllegalArgumentException damaged() {
      return new IllegalArgumentException("damaged part table at byte " + position);
    }
  }
}
