package org.angarium.mail.mime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One part as a {@link PartTable} remembers it. Strings that were too long to store are null or
 * cut.
 */
public record StoredPart(
    long headerStart,
    long bodyStart,
    long bodyEnd,
    long lines,
    String mediaType,
    String subtype,
    @Nullable String charset,
    String transferEncoding,
    @Nullable String fileName,
    List<StoredPart> children)
    implements MimeNode {
  /** Longer names of charsets don't exist (RFC 2978 §2.3 allows 40). */
  private static final int MAX_CHARSET = 64;

  /** Chars of a file name that are stored: what file systems can take. */
  private static final int MAX_FILE_NAME = 255;

  static StoredPart of(MimePart part) {
    return new StoredPart(
        part.headerStart(),
        part.bodyStart(),
        part.bodyEnd(),
        part.lines(),
        part.mediaType(),
        part.subtype(),
        storedCharset(part.charset()),
        part.transferEncoding(),
        storedName(part.fileName()),
        part.children().stream().map(StoredPart::of).toList());
  }

  /** Lower-case; null for names that no charset has. */
  private static @Nullable String storedCharset(@Nullable String charset) {
    if (charset == null || charset.isEmpty() || charset.length() > MAX_CHARSET) {
      return null;
    }
    return wellFormed(charset.toLowerCase(Locale.ROOT));
  }

  private static @Nullable String storedName(@Nullable String name) {
    if (name == null) {
      return null;
    }
    return wellFormed(name.length() > MAX_FILE_NAME ? name.substring(0, MAX_FILE_NAME) : name);
  }

  /** The text as UTF-8 can hold it: lone surrogates become question marks. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  StoredPart shifted(long by, boolean root) {
    return new StoredPart(
        root ? 0 : headerStart + by,
        bodyStart + by,
        bodyEnd + by,
        lines,
        mediaType,
        subtype,
        charset,
        transferEncoding,
        fileName,
        children.stream().map(child -> child.shifted(by, false)).toList());
  }
}
