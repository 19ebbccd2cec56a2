package org.angarium.store.engine.rocksdb;

import java.time.Duration;

/**
 * The bounds of a RocksDB engine.
 *
 * @param cacheBytes block cache, indexes and filters included
 * @param bufferBytes write buffers of all families together
 * @param logBytes size of the write-ahead log; what a start after a crash must replay
 * @param openFiles table and blob files kept open
 * @param backgroundJobs flushes and compactions at the same time
 * @param readThreads threads for long scans
 * @param maxBatchBytes a group commit is closed when it has reached this size
 * @param reserveBytes disk space below which nothing new is taken
 * @param lockDeadline how long a write waits for its locks
 * @param commitDeadline how long a commit may take before the engine counts as failed
 * @param closeDeadline how long closing waits for reads and snapshots
 */
public record RocksSettings(
    long cacheBytes,
    long bufferBytes,
    long logBytes,
    int openFiles,
    int backgroundJobs,
    int readThreads,
    long maxBatchBytes,
    long reserveBytes,
    Duration lockDeadline,
    Duration commitDeadline,
    Duration closeDeadline) {

  /** For a node of a few cores. */
  public static final RocksSettings DEFAULT =
      new RocksSettings(
          256L << 20,
          128L << 20,
          128L << 20,
          1024,
          2,
          4,
          8L << 20,
          256L << 20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10));
}
