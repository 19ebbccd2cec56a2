package org.angarium.store.engine.rocksdb;

import java.nio.file.Path;
import java.time.Duration;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Gate;
import org.angarium.store.engine.ReadPool;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Cache;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Logger;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;

/**
 * A database while it is open: the native objects that are made and freed together, and the gate
 * that keeps them from being freed under a reader.
 */
final class Database {
  final RocksDB rocks;
  final Families families;
  final Gate gate = new Gate();
  final RocksReads reads;
  private final DBOptions options;
  private final @Nullable Logger silence;
  final ReadOptions readOptions = new ReadOptions();
  private volatile boolean freed;
  private volatile @Nullable String damage;

  /** How it is opened. */
  enum Mode {
    /** As a sound engine is. */
    USUAL,
    /** In a folder where there is none: it is made. */
    NEW,
    /**
     * Beside damaged or missing table files: what else there is can be read and written. Nothing is
     * compacted, since that would stop at the damage, time and again.
     */
    DAMAGED,
    /** Without changing a byte of the folder; damaged table files are passed over until needed. */
    READ_ONLY
  }

  private Database(
      RocksDB rocks,
      Families families,
      DBOptions options,
      @Nullable Logger silence,
      ReadPool pool) {
    this.rocks = rocks;
    this.families = families;
    this.options = options;
    this.silence = silence;
    this.reads = new RocksReads(rocks, families, readOptions, gate, pool, this::meet);
  }

  static Database open(Path folder, RocksSettings settings, Cache cache, ReadPool pool, Mode mode)
      throws RocksDBException {
    Families families = new Families(settings, cache, mode);
    DBOptions options = options(settings, mode);
    // Also when it only reads, RocksDB would write a log for people.
    Logger silence = mode == Mode.READ_ONLY ? new Silence() : null;
    if (silence != null) {
      options.setLogger(silence);
    }
    try {
      RocksDB rocks =
          mode == Mode.READ_ONLY
              ? RocksDB.openReadOnly(
                  options, folder.toString(), families.descriptors(), families.handles())
              : RocksDB.open(
                  options, folder.toString(), families.descriptors(), families.handles());
      return new Database(rocks, families, options, silence, pool);
    } catch (RocksDBException failed) {
      families.close();
      options.close();
      if (silence != null) {
        silence.close();
      }
      throw failed;
    }
  }

  private static DBOptions options(RocksSettings settings, Mode mode) {
    return new DBOptions()
        .setCreateIfMissing(mode == Mode.NEW)
        .setCreateMissingColumnFamilies(mode != Mode.READ_ONLY)
        .setParanoidChecks(mode == Mode.USUAL || mode == Mode.NEW)
        .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
        .setMaxTotalWalSize(settings.logBytes())
        .setDbWriteBufferSize(settings.bufferBytes())
        .setMaxOpenFiles(settings.openFiles())
        .setMaxBackgroundJobs(settings.backgroundJobs())
        .setBytesPerSync(1 << 20)
        // Contents lie in the order in which they are read: the system may read ahead.
        .setAdviseRandomOnOpen(false)
        // One thread writes: the machinery for many costs and gains nothing.
        .setAllowConcurrentMemtableWrite(false)
        .setEnableWriteThreadAdaptiveYield(false)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(4 << 20)
        .setKeepLogFileNum(4)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  /** Whether a failure says that a file holds something else than was written, or is gone. */
  static boolean isDamage(RocksDBException failure) {
    Status status = failure.getStatus();
    if (status == null) {
      return false;
    }
    String text = String.valueOf(failure.getMessage());
    return switch (status.getCode()) {
      case Corruption -> true;
      case IOError ->
          text.contains(".sst") && text.contains("No such file")
              || text.contains(".blob") && text.contains("No such file");
      default -> false;
    };
  }

  /** A read failed; where that is for damage, it is remembered. */
  void meet(RocksDBException failure) {
    if (damage == null && isDamage(failure)) {
      damage = String.valueOf(failure.getMessage());
    }
  }

  /** What is damaged in its files, as far as reads have met it; or null. */
  @Nullable String damage() {
    return damage;
  }

  /**
   * Waits for readers and snapshots to leave and lets nobody in.
   *
   * @return false when it was closed before
   */
  boolean shut(Duration deadline) throws StoreException {
    return gate.close(deadline);
  }

  boolean isFreed() {
    return freed;
  }

  /** Frees everything; after {@link #shut}. */
  void free() throws RocksDBException {
    freed = true;
    try {
      rocks.closeE();
    } finally {
      families.close();
      rocks.close();
      readOptions.close();
      options.close();
      if (silence != null) {
        silence.close();
      }
    }
  }

  private static final class Silence extends Logger {
    Silence() {
      super(InfoLogLevel.FATAL_LEVEL);
    }

    @Override
    protected void log(InfoLogLevel level, String message) {
      // What matters comes as an exception.
    }
  }
}
