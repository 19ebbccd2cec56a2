package org.angarium.store.message;

import org.angarium.store.view.MailboxRef;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a message beside its row, encoded, and goes along unchanged when it is copied.
 * The arrays are not changed after.
 *
 * @param threadId of the message, as in its summary
 * @param search null where it is missing, which is damage that a copy must not be hindered by
 * @param signature null where it is missing: the message is then read by every search for text
 */
public record MessageRecords(
    byte[] summary, long threadId, byte @Nullable [] search, byte @Nullable [] signature) {
  /** Keys of one message. */
  public static final int COUNT = 3;

  /** Puts the keys of a message's records into {@code keys}, from {@code at} on. */
  public static void keys(MailboxRef mailbox, long uid, byte[][] keys, int at) {
    keys[at] = Summaries.key(mailbox, Summaries.Kind.SUMMARY, uid);
    keys[at + 1] = Summaries.key(mailbox, Summaries.Kind.SEARCHED, uid);
    keys[at + 2] = Summaries.key(mailbox, Summaries.Kind.SIGNATURE, uid);
  }
}
