/**
 * Messages on their way out: what the outbound queue keeps on disk.
 *
 * <p>A message enters the queue in the very transaction that accepts it ({@link
 * org.angarium.store.intake.Intake}), so a {@code 250} is never ahead of its queue entry. From then
 * on {@link org.angarium.store.queue.QueueStore} hands its recipients out by destination for one
 * try after the other, until each of them is done; with the last one the message and its link to
 * the contents go. The scheduler that does the tries is in the server; here is only what must
 * survive it.
 *
 * <h2>Keys</h2>
 *
 * <pre>
 * QUEUE        id:8  00                                      message: but for acceptedAt it never changes
 * QUEUE        id:8  01                                      state: counts, hold
 * QUEUE        id:8  02  index:4                             one recipient
 * QUEUE_INDEX  't'  owner:4  due:8  destination  00  id:8  index:4   empty: pending recipients by time
 * QUEUE_INDEX  'd'  owner:4  destination  00  due:8  id:8  index:4   empty: the same by destination
 * LINK         blob:32  'Q'  id:8                            empty: the message needs its contents
 * META         "queue.openings"                              how often the queue was opened
 * </pre>
 *
 * Numbers are big-endian, times are milliseconds since 1970. Every pending recipient of a message
 * that is not held is once in each index; nothing else is there. The first index says <em>who</em>
 * has something due, the second <em>what</em>: a destination with a hundred thousand messages
 * waiting does not stand in the way of the others, and no look-up ever reads more than it hands
 * out.
 *
 * <h2>Records</h2>
 *
 * The first byte is the version. Numbers are variable-length, seven bits a byte, least significant
 * first; texts are UTF-8 with their length in front; optional texts have their length plus one in
 * front, 0 being none.
 *
 * <pre>
 * message 1    blob:32  size  flags(1 SMTPUTF8, 2 8-bit)  acceptedAt  sender(0 | 1 local domain)
 *              RET?  ENVID?  trace  prefix
 * state 2      recipients  remaining  flags(1 held)  owner  revision
 * state 1      the same without owner (node 1) and revision (0)
 * recipient 1  status(0 pending, 1 delivered, 2 failed)  attempts  nextAttempt
 *              flags(1 delay reported)  NOTIFY(1 NEVER, 2 SUCCESS, 4 FAILURE, 8 DELAY)
 *              local  domain  ORCPT?  lastReply?  lastStatus?  lastHost?
 * </pre>
 *
 * <h2>Several nodes</h2>
 *
 * The owner of an entry is the node that accepted it ({@link org.angarium.store.node.Node}).
 * Indexes begin with the owner, so no two nodes are handed the same entry. Adding, leasing and
 * settling expect the owner's epoch; taking over raises that epoch first and then moves the entries
 * one by one. Every change of a message expects its state, whose revision it raises: so an
 * administrator may hold, release or delete on any node; the owner hears of it when it looks at the
 * index again. Index keys of before there were owners begin with {@code 'T'} and {@code 'D'} and
 * have none; the first opening writes them anew.
 *
 * <h2>What a clock that was wrong does</h2>
 *
 * Times are those of the wall clock. When it jumps, {@link org.angarium.store.queue.QueueTimes}
 * moves all of them by as much, and after a restart it makes due what waits for longer than
 * anything may.
 *
 * <h2>What a crash does</h2>
 *
 * Leases are in memory: all come back by themselves. A message whose delivery was not yet recorded
 * is sent again, which SMTP cannot avoid (RFC 1047); a message is never removed before what became
 * of it is durable.
 */
@NullMarked
package org.angarium.store.queue;

import org.jspecify.annotations.NullMarked;
