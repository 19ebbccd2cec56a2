/**
 * Mailboxes and the messages in them: the service through which everything that protocols do to
 * mail goes, {@link org.angarium.store.mailbox.Mailboxes}.
 *
 * <h2>A change</h2>
 *
 * Mailboxes are a collection of the account ({@link org.angarium.store.mailbox.MailboxCollection}).
 * {@link org.angarium.store.mailbox.MailboxChange} takes part in an account's change: it gives out
 * UIDs, writes the records of messages and mailboxes, and keeps counters and views in step. {@link
 * org.angarium.store.mailbox.MessageChanges} (append, flags, copy, move, expunge) and {@link
 * org.angarium.store.mailbox.MailboxNames} (create, delete, rename, subscribe) say what a command
 * means; deliveries come by way of {@code store.intake}. What would be too large for one
 * transaction goes in steps, each of which is whole.
 *
 * <h2>Removal</h2>
 *
 * A deleted mailbox is out of sight at once ("doomed") and emptied in steps ({@link
 * org.angarium.store.mailbox.Removal}); after a crash {@link org.angarium.store.mailbox.Upkeep}
 * goes on. {@link org.angarium.store.mailbox.RemovalHook} is asked before messages go for good.
 *
 * <h2>Refusals</h2>
 *
 * What a client asks and can't have is a {@link org.angarium.store.mailbox.MailboxRefusal} with a
 * reason; nothing was changed then, but for what the method's own page says of steps.
 *
 * <h2>Limits</h2>
 *
 * 4,096 mailboxes an account; names of bounded length and depth ({@link
 * org.angarium.store.mailbox.MailboxName}); 4,096 keywords a mailbox; 20,000 messages in one COPY.
 */
@NullMarked
package org.angarium.store.mailbox;

import org.jspecify.annotations.NullMarked;
