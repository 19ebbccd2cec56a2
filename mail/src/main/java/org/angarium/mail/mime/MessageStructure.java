package org.angarium.mail.mime;

import org.angarium.mail.header.HeaderFields;
import org.jspecify.annotations.Nullable;

/**
 * What {@link MessageParser} found.
 *
 * @param root the message as a part: its header is the message's header
 * @param size bytes of the message
 * @param truncated whether a limit cut something off: parts not descended into, header bytes not
 *     kept
 */
public record MessageStructure(MimePart root, long size, boolean truncated) {
  /** The header of the message. */
  public HeaderFields header() {
    return root.header();
  }

  /**
   * The part with that IMAP number (RFC 9051 §6.4.5.1), the root for an empty path; null if there
   * is none.
   */
  public @Nullable MimePart find(int... path) {
    return (MimePart) PartNumbers.find(root, path);
  }

  /** The structure in the compact form that is stored. */
  public PartTable partTable() {
    return PartTable.of(root);
  }

  /** Parses a whole message held in memory. */
  public static MessageStructure of(byte[] message, MimeLimits limits) {
    MessageParser parser = new MessageParser(limits);
    parser.update(message, 0, message.length);
    return parser.finish();
  }
}
