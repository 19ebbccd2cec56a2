package org.angarium.mail.imap;

/**
 * Bounds of what a client may send in one command.
 *
 * @param lineOctets a line without its CRLF
 * @param commandOctets a whole command with its literals; the message of APPEND does not count
 * @param literals how many literals one command may have
 * @param tagOctets the tag
 * @param mailboxOctets a mailbox name or pattern as sent
 * @param listItems entries of any parenthesised list
 * @param sequenceRanges ranges of a sequence set
 * @param searchKeys keys of a SEARCH in all
 * @param searchDepth how deep NOT, OR and parentheses of a SEARCH may nest
 */
public record ImapLimits(
    int lineOctets,
    int commandOctets,
    int literals,
    int tagOctets,
    int mailboxOctets,
    int listItems,
    int sequenceRanges,
    int searchKeys,
    int searchDepth) {

  /** For clients that have logged in. */
  public static final ImapLimits DEFAULT =
      new ImapLimits(256 << 10, 1 << 20, 1_000, 256, 4_000, 2_000, 50_000, 4_000, 200);

  /** For anybody: enough for LOGIN, AUTHENTICATE and ID. */
  public static final ImapLimits BEFORE_LOGIN =
      new ImapLimits(12 << 10, 24 << 10, 40, 256, 1_000, 64, 100, 100, 10);
}
