package org.angarium.mail.mime;

import java.util.List;
import java.util.Locale;
import org.angarium.mail.header.ContentTypeField;
import org.angarium.mail.header.DispositionField;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.header.ParameterList;
import org.jspecify.annotations.Nullable;

/**
 * One part of a message as the parser found it: offsets, header and what the header says.
 * Immutable.
 */
public final class MimePart implements MimeNode {
  /** Encodings with longer names don't exist. */
  private static final int MAX_ENCODING = 64;

  private final long headerStart;
  private final long bodyStart;
  private final long bodyEnd;
  private final long lines;
  private final ContentTypeField type;
  private final HeaderFields header;
  private final HeaderLimits limits;
  private final List<MimePart> children;

  MimePart(
      long headerStart,
      long bodyStart,
      long bodyEnd,
      long lines,
      ContentTypeField type,
      HeaderFields header,
      HeaderLimits limits,
      List<MimePart> children) {
    this.headerStart = headerStart;
    this.bodyStart = bodyStart;
    this.bodyEnd = bodyEnd;
    this.lines = lines;
    this.type = type;
    this.header = header;
    this.limits = limits;
    this.children = List.copyOf(children);
  }

  @Override
  public long headerStart() {
    return headerStart;
  }

  @Override
  public long bodyStart() {
    return bodyStart;
  }

  @Override
  public long bodyEnd() {
    return bodyEnd;
  }

  @Override
  public long lines() {
    return lines;
  }

  @Override
  public String mediaType() {
    return type.mediaType();
  }

  @Override
  public String subtype() {
    return type.subtype();
  }

  /**
   * The effective type with its parameters: what the header declares if the content bears it out.
   */
  public ContentTypeField type() {
    return type;
  }

  /** The parameters of the Content-Type. */
  public ParameterList parameters() {
    return type.parameters();
  }

  /** The part's own header; for the root the header of the message. */
  public HeaderFields header() {
    return header;
  }

  @Override
  public List<MimePart> children() {
    return children;
  }

  @Override
  public @Nullable String charset() {
    return type.charset();
  }

  @Override
  public String transferEncoding() {
    return transferEncoding(header);
  }

  @Override
  public @Nullable String fileName() {
    DispositionField disposition = disposition();
    String name = disposition == null ? null : disposition.fileName();
    return name != null ? name : type.parameters().value("name");
  }

  /** Content-Disposition, or null. */
  public @Nullable DispositionField disposition() {
    HeaderField field = header.firstOrNull("Content-Disposition");
    return field == null ? null : DispositionField.parse(field.text(), limits);
  }

  /** Content-ID with its angle brackets, or null. */
  public @Nullable String contentId() {
    return header.text("Content-ID");
  }

  /** Content-Description, encoded words not decoded, or null. */
  public @Nullable String description() {
    return header.text("Content-Description");
  }

  /** Content-MD5 (RFC 1864), or null. */
  public @Nullable String md5() {
    return header.text("Content-MD5");
  }

  /** Content-Location (RFC 2557), or null. */
  public @Nullable String location() {
    return header.text("Content-Location");
  }

  /**
   * The language tags of Content-Language (RFC 3282); empty if there are none. At most 32 are read.
   */
  public List<String> languages() {
    String value = header.text("Content-Language");
    if (value == null) {
      return List.of();
    }
    java.util.ArrayList<String> tags = new java.util.ArrayList<>(2);
    int start = 0;
    while (start <= value.length() && tags.size() < 32) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      String tag = value.substring(start, end).strip();
      if (!tag.isEmpty()) {
        tags.add(tag);
      }
      start = end + 1;
    }
    return tags;
  }

  static String transferEncoding(HeaderFields header) {
    String value = header.text("Content-Transfer-Encoding");
    if (value == null) {
      return "7bit";
    }
    int start = 0;
    while (start < value.length() && value.charAt(start) == '(') {
      int close = value.indexOf(')', start);
      start = close < 0 ? value.length() : close + 1;
      while (start < value.length() && value.charAt(start) == ' ') {
        start++;
      }
    }
    int end = start;
    while (end < value.length()
        && value.charAt(end) > ' '
        && value.charAt(end) < 0x7f
        && "(;,\"".indexOf(value.charAt(end)) < 0) {
      end++;
    }
    return end == start || end - start > MAX_ENCODING
        ? "7bit"
        : value.substring(start, end).toLowerCase(Locale.ROOT);
  }
}
