package org.angarium.store.view;

import java.util.Set;

/**
 * A mailbox as it stands.
 *
 * @param name full name in Unicode with {@code /} between the levels; {@code INBOX} for the inbox,
 *     in exactly this spelling
 * @param uidValidity RFC 9051 §2.3.1.1
 * @param uidNext the UID the next message gets, at least
 * @param highestModSeq RFC 7162
 * @param messages how many
 * @param unseen how many without \Seen
 * @param deleted how many with \Deleted
 * @param size octets of all messages
 * @param selectable false for a name that only has children
 * @param subscribed whether LSUB lists it
 * @param specialUse attributes such as {@code \Sent} (RFC 6154)
 */
public record MailboxInfo(
    MailboxRef ref,
    String name,
    long uidValidity,
    long uidNext,
    long highestModSeq,
    long messages,
    long unseen,
    long deleted,
    long size,
    boolean selectable,
    boolean subscribed,
    Set<String> specialUse) {}
