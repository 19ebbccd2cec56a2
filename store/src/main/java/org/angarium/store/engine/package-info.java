/**
 * An ordered key-value space with transactions, and the engines that keep it. All state that
 * matters lives behind {@link org.angarium.store.engine.Engine}; what lies above knows keys and
 * records, what lies below knows disks.
 *
 * <h2>A write</h2>
 *
 * {@code write(locks, work)} takes the locks in their order ({@link
 * org.angarium.store.engine.Lock}), runs the work over an overlay that shows committed state and
 * own changes as one, hands the changes to the engine's commit, tells {@link
 * org.angarium.store.engine.AfterCommit} while the locks are still held, and lets go of them.
 * {@link org.angarium.store.engine.WritePath} is this sequence, shared by all engines of one
 * process. There is no isolation but that of the locks: what a transaction reads stays as it is
 * because everyone who would change it needs a lock that the transaction holds.
 *
 * <h2>A commit</h2>
 *
 * {@link org.angarium.store.engine.Committer} is one platform thread that writes what waits as one
 * batch with one sync. A transaction that reports success is on disk. One that reports failure is
 * on disk as a whole or not at all, and after it the engine takes nothing more until it is opened
 * again, since the log may or may not hold it.
 *
 * <h2>A read</h2>
 *
 * Short reads run on the caller's thread; long ones move to {@link
 * org.angarium.store.engine.ReadPool}, because a native call keeps the carrier of a virtual thread.
 * Several reads that must agree take a {@link org.angarium.store.engine.Snapshot}, which costs
 * little but must be closed: {@link org.angarium.store.engine.Gate} keeps an engine from being
 * freed below one.
 *
 * <h2>Limits</h2>
 *
 * Waiting for locks and for the disk has deadlines; batches, scans and pools have sizes. The number
 * of locks is that of the transactions under way. A transaction's changes are held in memory until
 * it commits: callers that change much do it in several.
 */
@NullMarked
package org.angarium.store.engine;

import org.jspecify.annotations.NullMarked;
