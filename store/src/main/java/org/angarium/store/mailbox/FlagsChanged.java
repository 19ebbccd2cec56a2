package org.angarium.store.mailbox;

import org.angarium.mail.imap.UidSet;

/**
 * Outcome of a change of flags.
 *
 * @param changed the UIDs that now have the new flags and {@code modSeq} (those that had them
 *     already keep their old one and are not in here)
 * @param modified the UIDs left alone because they changed after UNCHANGEDSINCE (RFC 7162 §3.1.3)
 */
public record FlagsChanged(UidSet changed, UidSet modified, long modSeq) {}
