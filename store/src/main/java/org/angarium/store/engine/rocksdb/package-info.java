/**
 * The engine of one node: RocksDB, embedded. The only package that sees {@code org.rocksdb}.
 *
 * <h2>Writing</h2>
 *
 * Every commit goes to one {@link org.angarium.store.engine.Committer}, which merges what waits
 * into one {@code WriteBatch} and writes it with one sync of the write-ahead log. A record is
 * visible to readers only after that sync. RocksDB applies a batch to all column families or to
 * none, also when it replays the log, so a transaction is whole after any crash.
 *
 * <h2>Families</h2>
 *
 * One column family per {@link org.angarium.store.engine.Subspace.Traits}: {@code default} holds
 * small records with Bloom filters; {@code large} holds message contents, which flushes move out of
 * the tree into blob files so that compaction does not rewrite them, but for those that are half
 * garbage ({@link org.angarium.store.engine.rocksdb.Garbage}); {@code droppable} holds traces. The
 * log is shared, which is what makes a commit across them atomic.
 *
 * <h2>After a crash</h2>
 *
 * The log is replayed to the last whole record. What was acknowledged had been synced and comes
 * before that point; a torn tail was never acknowledged. The log is kept under a bound ({@link
 * org.angarium.store.engine.rocksdb.RocksSettings#logBytes}), since its replay is the time a start
 * takes.
 *
 * <h2>Reading</h2>
 *
 * Single gets run on the caller's thread: they end in microseconds when the cache or the page cache
 * hits. Scans begin there too and move to a small pool of platform threads after the first {@value
 * org.angarium.store.engine.rocksdb.RocksReads#DIRECT_ROWS} entries, so that a scan of a large
 * mailbox does not keep a carrier from all other connections, and a short one pays for no
 * hand-over.
 *
 * <h2>Limits</h2>
 *
 * Block cache, write buffers, log, open files and background threads are bounded by {@link
 * org.angarium.store.engine.rocksdb.RocksSettings}. New mail is refused before the disk is full, so
 * that the log never meets a full disk; after any failed write the engine only reads until it is
 * opened again.
 */
@NullMarked
package org.angarium.store.engine.rocksdb;

import org.jspecify.annotations.NullMarked;
