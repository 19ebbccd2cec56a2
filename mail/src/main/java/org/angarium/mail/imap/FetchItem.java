package org.angarium.mail.imap;

import java.util.List;

/** One thing that FETCH asks for (RFC 9051 §6.4.5). */
public sealed interface FetchItem {

  /** What is known of a message without opening it. */
  enum Attribute implements FetchItem {
    UID,
    FLAGS,
    INTERNALDATE,
    RFC822_SIZE,
    ENVELOPE,
    BODY,
    BODYSTRUCTURE,
    /** RFC 7162. */
    MODSEQ,
    /** RFC 8474. */
    EMAILID,
    /** RFC 8474. */
    THREADID,
    /** RFC 8514. */
    SAVEDATE,
    /** RFC 8970, also with (LAZY): previews are always at hand. */
    PREVIEW
  }

  /**
   * Some of a message's bytes: {@code BODY[…]}, {@code BINARY[…]}, {@code BINARY.SIZE[…]} and the
   * RFC822 forms of RFC 3501.
   *
   * @param part numbers of the part, of 32 bits unsigned; empty for the message itself
   * @param fields of HEADER.FIELDS and HEADER.FIELDS.NOT, a char for each octet sent
   * @param peek leaves \Seen alone
   * @param offset where a partial fetch starts, or -1
   * @param length how much a partial fetch wants at most
   * @param label what the response calls it, a char for each octet: {@code BODY[1.MIME]<0>}
   */
  record Section(
      Kind kind,
      List<Long> part,
      Text text,
      List<String> fields,
      boolean peek,
      long offset,
      long length,
      String label)
      implements FetchItem {
    public boolean partial() {
      return offset >= 0;
    }
  }

  /** Whether a section is sent as it is, or decoded, or only measured (RFC 3516). */
  enum Kind {
    BODY,
    BINARY,
    BINARY_SIZE
  }

  /** Which bytes of a part (RFC 9051 §6.4.5.1). */
  enum Text {
    /** All of it: a message with its header, or a part without its MIME header. */
    ALL,
    HEADER,
    HEADER_FIELDS,
    HEADER_FIELDS_NOT,
    TEXT,
    MIME
  }
}
