/**
 * From an envelope to mailboxes and queue: the middle of a message's way.
 *
 * <p>A session (SMTP, LMTP, or the server itself by {@link
 * org.angarium.server.delivery.LocalSubmission}) asks the {@link
 * org.angarium.server.delivery.Resolver} for each recipient: which accounts take it, which remote
 * addresses does it stand for, or why not. Whatever can be refused is refused here, so that nothing
 * has to be bounced later. Then the contents stream into an {@link
 * org.angarium.server.delivery.IncomingMessage}, which hashes, parses and bounds them in one pass,
 * and {@link org.angarium.server.delivery.Delivery} judges the whole ({@link
 * org.angarium.server.filter.Judge} gives a {@link org.angarium.server.filter.Verdict}), and hands
 * the store one acceptance for all recipients. When {@code accept} returns {@code Accept},
 * everything is on disk.
 *
 * <p>Before that the scripts of the accounts are run ({@link org.angarium.server.delivery.Filing}):
 * where copies go, what is sent on, what they write. {@link org.angarium.server.delivery.Kept} puts
 * all of it together, {@link org.angarium.server.delivery.QueueEntries} what leaves.
 *
 * <p>Each local copy has a prefix of its own (Return-Path, Delivered-To, Received; RFC 5321 §4.4)
 * before the shared contents; a remote one has the Received field only. Contents stay as the client
 * sent them, but that submitted mail gets the fields that must be there and are not, and loses
 * those that are not for others, such as Bcc (RFC 6409 §8).
 *
 * <p>Each recipient is judged for itself: the message may be back at a mailbox (Delivered-To), or a
 * mailbox may have no room for it, which is asked in the transaction that stores it. LMTP answers
 * for each; SMTP has one reply, so the message is accepted for those that can have it and the
 * sender gets a report of the others. Too many Received fields (RFC 5321 §6.3) and what the
 * judgement finds concern the whole message. A quarantined message goes to Junk here and is held in
 * the queue for recipients elsewhere, until an administrator releases or deletes it. Aliases of
 * aliases are followed to a bounded depth and breadth; an alias that comes back to itself is left
 * out.
 *
 * <p>Everything public here is thread-safe but IncomingMessage, which belongs to one session. A
 * message's memory is bounded by the blob store's inline limit; headers and the number of fields by
 * {@link org.angarium.server.delivery.DeliveryLimits}.
 */
@NullMarked
package org.angarium.server.delivery;

import org.jspecify.annotations.NullMarked;
