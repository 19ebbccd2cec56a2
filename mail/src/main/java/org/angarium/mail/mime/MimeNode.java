package org.angarium.mail.mime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a part is and where it lies, whether freshly parsed ({@link MimePart}) or read back from the
 * store ({@link StoredPart}). Offsets are bytes from the start of the message.
 */
public sealed interface MimeNode permits MimePart, StoredPart {
  /** Where the part's header begins. */
  long headerStart();

  /** Where the body begins, after the empty line. */
  long bodyStart();

  /** Where the body ends, before the line break that belongs to a following delimiter. */
  long bodyEnd();

  /** Line feeds in the body. */
  long lines();

  /** The type, lower-case, as the structure bears it out. */
  String mediaType();

  /** The subtype, lower-case. */
  String subtype();

  /** The declared charset, or null. */
  @Nullable String charset();

  /** The transfer encoding, lower-case; {@code 7bit} if none is declared. */
  String transferEncoding();

  /** The file name for people, or null. */
  @Nullable String fileName();

  /** The parts of a multipart; the one embedded message of a message part; else none. */
  List<? extends MimeNode> children();

  /** Bytes of the body. */
  default long size() {
    return bodyEnd() - bodyStart();
  }

  /** Whether this is a multipart; then it has at least one child. */
  default boolean isMultipart() {
    return mediaType().equals("multipart");
  }

  /**
   * Whether this part is an embedded message; then {@link #children()} has exactly the message's
   * root.
   */
  default boolean isMessage() {
    return isMessage(mediaType(), subtype());
  }

  /** Whether {@code mediaType/subtype} is a type whose body is itself a message. */
  static boolean isMessage(String mediaType, String subtype) {
    return mediaType.equals("message") && (subtype.equals("rfc822") || subtype.equals("global"));
  }
}
