package org.angarium.store.engine.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.angarium.store.StoreException;
import org.angarium.store.engine.AfterCommit;
import org.angarium.store.engine.Changes;
import org.angarium.store.engine.Committer;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.EntryVisitor;
import org.angarium.store.engine.Gate;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ReadPool;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Snapshot;
import org.angarium.store.engine.Work;
import org.angarium.store.engine.WritePath;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** One RocksDB database in one folder, used by one process. See the package for how it works. */
public final class RocksEngine implements Engine {
  private static final int WAITING_READS = 1024;

  private final Path folder;
  private final RocksSettings settings;
  private final LRUCache cache;
  private final Families families;
  private final DBOptions options;
  private final RocksDB database;
  private final ReadOptions readOptions = new ReadOptions();
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions relaxed = new WriteOptions();
  private final WriteBatch batch = new WriteBatch();
  private final Gate gate = new Gate();
  private final ReadPool pool;
  private final RocksReads reads;
  private final DiskReserve reserve;
  private final Garbage garbage;
  private final Committer committer;
  private final WritePath writes;

  private RocksEngine(Path folder, RocksSettings settings) throws IOException, RocksDBException {
    this.folder = folder;
    this.settings = settings;
    this.cache = new LRUCache(settings.cacheBytes());
    this.families = new Families(settings, cache);
    this.options = options(settings);
    this.reserve = new DiskReserve(folder, settings.reserveBytes());
    this.database = openDatabase();
    this.garbage = new Garbage(database, families.large());
    this.pool =
        new ReadPool(
            "store-read", settings.readThreads(), WAITING_READS, settings.commitDeadline());
    this.reads = new RocksReads(database, families, readOptions, gate, pool);
    this.committer =
        new Committer(
            "store-commit", this::writeBatch, settings.maxBatchBytes(), settings.commitDeadline());
    this.writes = new WritePath(reads, this::commit, settings.lockDeadline());
  }

  /**
   * Opens the database in {@code folder}, made if missing. After a crash this replays the log.
   *
   * @throws StoreException also when another process has it open
   */
  public static RocksEngine open(Path folder, RocksSettings settings) throws StoreException {
    RocksDB.loadLibrary();
    try {
      Files.createDirectories(folder);
      DurableFolder.delete(checkpointFolder(folder)); // of a backup that a crash interrupted
      return new RocksEngine(folder, settings);
    } catch (IOException | RocksDBException failed) {
      throw new StoreException(
          "the store in " + folder + " cannot be opened: " + failed.getMessage(), failed);
    }
  }

  private RocksDB openDatabase() throws RocksDBException {
    try {
      return RocksDB.open(options, folder.toString(), families.descriptors(), families.handles());
    } catch (RocksDBException failed) {
      families.close();
      options.close();
      cache.close();
      throw failed;
    }
  }

  private static DBOptions options(RocksSettings settings) {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
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

  @Override
  public byte @Nullable [] get(byte[] key) throws StoreException {
    return reads.get(key);
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    return reads.getAll(keys);
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    return reads.scan(range, order, limit, visitor);
  }

  @Override
  public Snapshot snapshot() throws StoreException {
    gate.enter();
    return new RocksSnapshot();
  }

  @Override
  public <R extends @Nullable Object, X extends Exception> R write(
      Collection<Lock> locks,
      Durability durability,
      Work<R, X> work,
      AfterCommit<? super R> afterCommit)
      throws X, StoreException {
    return writes.write(locks, durability, work, afterCommit);
  }

  /** Hard links where {@code target} is on the same file system, copies elsewhere. */
  @Override
  public void backup(Path target) throws StoreException {
    gate.enter();
    try (Checkpoint checkpoint = Checkpoint.create(database)) {
      // A checkpoint shares its files with the database: a backup must not, for whoever writes into
      // it, or changes its owner or mode, would do the same to the store.
      Path shared = checkpointFolder(folder);
      DurableFolder.delete(shared);
      checkpoint.createCheckpoint(shared.toString());
      DurableFolder.copy(shared, target);
      DurableFolder.delete(shared);
    } catch (IOException | RocksDBException failed) {
      throw new StoreException("backup to " + target + " failed: " + failed.getMessage(), failed);
    } finally {
      gate.leave();
    }
  }

  /** Where the database's files are held while a backup copies them. */
  private static Path checkpointFolder(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".checkpoint");
  }

  @Override
  public void reclaim() throws StoreException {
    gate.enter();
    try {
      garbage.look();
    } catch (RocksDBException failed) {
      throw new StoreException("room cannot be given back: " + failed.getMessage(), failed);
    } finally {
      gate.leave();
    }
  }

  /** Why nothing can be written any more, or null while all is well. */
  public @Nullable Throwable failure() {
    return committer.failure();
  }

  /**
   * Writes what waits, empties the log into tables, and gives back everything. Waits for reads and
   * snapshots.
   */
  @Override
  public void close() throws StoreException {
    committer.close();
    if (!gate.close(settings.closeDeadline())) {
      return;
    }
    pool.close();
    try {
      if (committer.failure() == null) {
        database.syncWal();
        flush();
      }
      database.closeE();
    } catch (RocksDBException failed) {
      throw new StoreException(
          "the store in " + folder + " was not closed cleanly: " + failed.getMessage(), failed);
    } finally {
      families.close();
      database.close();
      batch.close();
      relaxed.close();
      synced.close();
      readOptions.close();
      options.close();
      cache.close();
    }
  }

  /**
   * Moves what only the log holds into tables, so that the next start has nothing to replay. Where
   * this fails (a full disk) that start takes longer, and that is all.
   */
  private void flush() {
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      database.flush(waiting, families.handles());
    } catch (RocksDBException fullDisk) {
      // The log is synced and stays.
    }
  }

  private void commit(Changes changes, Durability durability) throws StoreException {
    reserve.check(changes);
    committer.commit(changes, durability);
  }

  /** Runs on the committer's thread alone. */
  private void writeBatch(List<Changes> transactions, boolean sync) throws StoreException {
    try {
      for (Changes changes : transactions) {
        changes.forEach(filling);
      }
      database.write(sync ? synced : relaxed, batch);
    } catch (RocksDBException failed) {
      throw new StoreException(failed.getMessage() + "", failed);
    } finally {
      batch.clear();
    }
  }

  private final Changes.Target<RocksDBException> filling =
      new Changes.Target<>() {
        @Override
        public void put(byte[] key, byte[] value) throws RocksDBException {
          batch.put(families.of(key), key, value);
        }

        @Override
        public void delete(byte[] key) throws RocksDBException {
          batch.delete(families.of(key), key);
        }
      };

  /** Keeps the gate open for itself until closed. */
  private final class RocksSnapshot implements Snapshot {
    private final org.rocksdb.Snapshot native_ = database.getSnapshot();
    private final ReadOptions options = new ReadOptions().setSnapshot(native_);
    private final RocksReads view = new RocksReads(database, families, options, gate, pool);
    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public byte @Nullable [] get(byte[] key) throws StoreException {
      check();
      return view.get(key);
    }

    @Override
    public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
      check();
      return view.getAll(keys);
    }

    @Override
    public byte @Nullable [] scan(
        KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
        throws StoreException {
      check();
      return view.scan(range, order, limit, visitor);
    }

    private void check() {
      if (closed.get()) {
        throw new IllegalStateException("the snapshot is closed");
      }
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        options.close();
        database.releaseSnapshot(native_);
        native_.close();
        gate.leave();
      }
    }
  }
}
