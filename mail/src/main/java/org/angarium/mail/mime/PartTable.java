package org.angarium.mail.mime;

import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a stored message lie: enough to serve {@code BODY[1.2]}, {@code
 * BODY[1.2.MIME]}, {@code BODY[1.2.HEADER]} and {@code BINARY[1.2]} from offsets, without parsing
 * the message again.
 *
 * @param root the message itself
 */
public record PartTable(StoredPart root) {
  /** The table of a parsed message. */
  public static PartTable of(MimePart root) {
    return new PartTable(StoredPart.of(root));
  }

  /**
   * The part with that IMAP number (RFC 9051 §6.4.5.1), the root for an empty path; null if there
   * is none.
   *
   * <p>{@code BODY[n]} is {@code bodyStart..bodyEnd}; {@code BODY[n.MIME]} is {@code
   * headerStart..bodyStart}; {@code BODY[n.HEADER]} and {@code BODY[n.TEXT]} are header and body of
   * the only child of a part that {@link MimeNode#isMessage()}.
   */
  public @Nullable StoredPart find(int... path) {
    return (StoredPart) PartNumbers.find(root, path);
  }

  /**
   * The table of the same message with {@code prefixLength} bytes of whole header fields put before
   * it.
   */
  public PartTable shifted(int prefixLength) {
    return prefixLength == 0 ? this : new PartTable(root.shifted(prefixLength, true));
  }
}
