package org.angarium.store.engine.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.angarium.store.DamagedStoreException;
import org.angarium.store.StoreException;
import org.angarium.store.engine.AfterCommit;
import org.angarium.store.engine.Changes;
import org.angarium.store.engine.Committer;
import org.angarium.store.engine.DiskRoom;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.EngineFiles;
import org.angarium.store.engine.EntryVisitor;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Losses;
import org.angarium.store.engine.ReadPool;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Snapshot;
import org.angarium.store.engine.Work;
import org.angarium.store.engine.WritePath;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One RocksDB database in one folder, used by one process. See the package for how it works.
 *
 * <p>After a write that failed the database is opened again, on a thread of its own, until that
 * succeeds: then the log says what the failed write left, and writes go on. Reads wait meanwhile.
 */
public final class RocksEngine implements Engine, EngineFiles {
  private static final int WAITING_READS = 1024;

  /** Bytes without which opening again is not tried: replaying the log writes tables. */
  private static final long LEAST_ROOM = 64L << 20;

  private final Path folder;
  private final RocksSettings settings;
  private final LRUCache cache;
  private final ReadPool pool;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions relaxed = new WriteOptions();
  private final WriteBatch batch = new WriteBatch();
  private final DiskRoom room;
  private final @Nullable CommitMark mark;
  private final Committer committer;
  private final WritePath writes;
  private final Reopening reopening;
  private final boolean readOnly;

  /** Held while the database is closed and opened again; readers wait for it. */
  private final ReentrantLock exchange = new ReentrantLock();

  private volatile Database database;
  private volatile Garbage garbage;

  /** What is damaged in the files that are open, or null. */
  private volatile @Nullable String damage;

  private volatile boolean closed;
  private volatile Consumer<@Nullable Throwable> listener = writes -> {};

  private RocksEngine(Path folder, RocksSettings settings, Database.@Nullable Mode mode)
      throws IOException, RocksDBException {
    this.folder = folder;
    this.settings = settings;
    this.readOnly = mode == Database.Mode.READ_ONLY;
    this.cache = new LRUCache(settings.cacheBytes());
    this.pool =
        new ReadPool(
            "store-read", settings.readThreads(), WAITING_READS, settings.commitDeadline());
    this.room = new DiskRoom(Files.getFileStore(folder), settings.reserveBytes());
    this.mark = readOnly ? null : CommitMark.open(folder);
    this.database = openOrGiveUp(mode);
    this.garbage = new Garbage(database.rocks, database.families.large());
    if (mark != null) {
      mark.set(database.rocks.getLatestSequenceNumber());
    }
    this.reopening = new Reopening(this::reopen);
    this.committer =
        new Committer(
            "store-commit", this::writeBatch, settings.maxBatchBytes(), settings.commitDeadline());
    this.writes = new WritePath(this, this::commit, settings.lockDeadline());
  }

  /**
   * Opens the database in {@code folder}, made if there is nothing in it. After a crash this
   * replays the log. Table files that are damaged do not stop it: see {@link #damage}.
   *
   * @throws DamagedStoreException when files are missing, or the log has lost what was
   *     acknowledged; nothing was changed then
   * @throws StoreException also when another process has it open
   */
  public static RocksEngine open(Path folder, RocksSettings settings) throws StoreException {
    return open(folder, settings, engine -> {});
  }

  /** What must be found in an engine before it is opened. */
  @FunctionalInterface
  public interface Check {
    /**
     * Looks at the engine, which cannot be changed.
     *
     * @throws StoreException to have it left alone
     */
    void look(Engine engine) throws StoreException;
  }

  /**
   * Opens the database after a look at it: opening changes files, even where it replays no log.
   *
   * @throws StoreException also what the check throws; nothing was changed then
   */
  public static RocksEngine open(Path folder, RocksSettings settings, Check check)
      throws StoreException {
    RocksDB.loadLibrary();
    try {
      DurableFolder.delete(checkpointFolder(folder)); // of a backup that a crash interrupted
      if (EngineFolder.isVacant(folder)) {
        return make(folder, settings);
      }
      EngineFolder.check(folder);
      look(folder, settings, check);
      return new RocksEngine(folder, settings, null);
    } catch (StoreException known) {
      throw known;
    } catch (IOException | RocksDBException failed) {
      throw notOpened(folder, failed);
    }
  }

  /** What cannot even be opened to be read is for the opening itself to judge. */
  private static void look(Path folder, RocksSettings settings, Check check) throws IOException {
    RocksEngine engine;
    try {
      engine = new RocksEngine(folder, settings, Database.Mode.READ_ONLY);
    } catch (RocksDBException unreadable) {
      return;
    }
    try (engine) {
      check.look(engine);
    }
  }

  /** Whether a failure comes from damaged or missing files. */
  public static boolean isDamage(StoreException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RocksDBException rocks && Database.isDamage(rocks)) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is nothing of an engine in the folder, so that a new one would be made. */
  public static boolean isVacant(Path folder) throws StoreException {
    try {
      return EngineFolder.isVacant(folder);
    } catch (IOException failed) {
      throw notOpened(folder, failed);
    }
  }

  /** What is wrong with the log of an engine that nobody has open, or null; changes nothing. */
  public static @Nullable String logDamage(Path folder) throws StoreException {
    try {
      EngineFolder.check(folder);
      return null;
    } catch (DamagedStoreException damaged) {
      return damaged.getMessage();
    } catch (IOException failed) {
      throw notOpened(folder, failed);
    }
  }

  private static RocksEngine make(Path folder, RocksSettings settings)
      throws IOException, RocksDBException {
    DurableFolder.clear(folder);
    Path making = folder.resolve(EngineFolder.MAKING);
    Files.createFile(making);
    DurableFolder.sync(folder);
    RocksEngine engine = new RocksEngine(folder, settings, Database.Mode.NEW);
    Files.delete(making);
    DurableFolder.sync(folder);
    return engine;
  }

  /**
   * Opens what is there to look at it. Nothing in the folder is changed; writes are refused. Of a
   * damaged log it shows what comes before the damage.
   *
   * @throws DamagedStoreException when the folder holds no engine, or files without which none of
   *     it can be read are missing
   */
  public static RocksEngine openReadOnly(Path folder, RocksSettings settings)
      throws StoreException {
    RocksDB.loadLibrary();
    try {
      EngineFolder.manifest(folder);
      return new RocksEngine(folder, settings, Database.Mode.READ_ONLY);
    } catch (StoreException known) {
      throw known;
    } catch (IOException | RocksDBException failed) {
      throw notOpened(folder, failed);
    }
  }

  /**
   * Opens what {@link EngineRepair} has made, in whose log numbers are missing and nothing else is
   * wrong; once closed it is like any other.
   */
  public static RocksEngine openRepaired(Path folder, RocksSettings settings)
      throws StoreException {
    try {
      return new RocksEngine(folder, settings, null);
    } catch (StoreException known) {
      throw known;
    } catch (IOException | RocksDBException failed) {
      throw notOpened(folder, failed);
    }
  }

  /** Opens an engine whose tables are known to be damaged; its log must be sound. */
  static RocksEngine openDamaged(Path folder, RocksSettings settings) throws IOException {
    try {
      return new RocksEngine(folder, settings, Database.Mode.DAMAGED);
    } catch (RocksDBException failed) {
      throw notOpened(folder, failed);
    }
  }

  /** Names of the tables that the manifest names. */
  List<String> tables() {
    return database.rocks.getLiveFilesMetaData().stream()
        .map(file -> file.fileName().replace("/", ""))
        .toList();
  }

  private static StoreException notOpened(Path folder, Exception failed) {
    return new StoreException(
        "the store in " + folder + " cannot be opened: " + failed.getMessage(), failed);
  }

  private Database openOrGiveUp(Database.@Nullable Mode mode) throws IOException, RocksDBException {
    try {
      return mode == null ? openDatabase() : Database.open(folder, settings, cache, pool, mode);
    } catch (RocksDBException failed) {
      pool.close();
      cache.close();
      if (mark != null) {
        mark.close();
      }
      throw failed;
    }
  }

  /** As usual, or where that is not possible for damage, as one opens beside damage. */
  private Database openDatabase() throws RocksDBException {
    if (damage == null) {
      try {
        return Database.open(folder, settings, cache, pool, Database.Mode.USUAL);
      } catch (RocksDBException failed) {
        if (!Database.isDamage(failed)) {
          throw failed;
        }
        damage = String.valueOf(failed.getMessage());
      }
    }
    return Database.open(folder, settings, cache, pool, Database.Mode.DAMAGED);
  }

  /** The database, waiting for it while it is opened again. */
  private Database database() throws StoreException {
    Database now = database;
    if (!exchange.isLocked() || exchange.isHeldByCurrentThread()) {
      return now;
    }
    try {
      if (!exchange.tryLock(settings.commitDeadline().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException("the store is being opened again");
      }
      exchange.unlock();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while the store is opened again", stopped);
    }
    return database;
  }

  /** What cannot be opened to write may be opened to read; it is tried again later. */
  private void readMeanwhile() {
    try {
      database = Database.open(folder, settings, cache, pool, Database.Mode.READ_ONLY);
    } catch (RocksDBException notEvenThat) {
      // Reads fail until the next try.
    }
  }

  /** Tries to get writes going again; false when it is to be tried once more later. */
  private boolean reopen() {
    if (closed || committer.failure() == null) {
      return true;
    }
    if (committer.isWriting()
        || room.usable() < Math.min(settings.reserveBytes() / 4, LEAST_ROOM)
        || !EngineFolder.opensFiles(folder)) {
      return false;
    }
    exchange.lock();
    try {
      if (closed) {
        return true;
      }
      Database old = database;
      if (!old.isFreed()) {
        Throwable failure = committer.failure();
        if (failure != null
            && failure.getCause() instanceof RocksDBException cause
            && Database.isDamage(cause)) {
          damage = String.valueOf(cause.getMessage());
        }
        old.shut(settings.closeDeadline());
        old.free();
      }
      Database fresh = openDatabase();
      database = fresh;
      garbage = new Garbage(fresh.rocks, fresh.families.large());
      committer.resume();
      listener.accept(null);
      return true;
    } catch (StoreException busy) {
      database.gate.open();
      return false;
    } catch (RocksDBException stillFailing) {
      readMeanwhile();
      return false;
    } finally {
      exchange.unlock();
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws StoreException {
    return database().reads.get(key);
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    return database().reads.getAll(keys);
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    return database().reads.scan(range, order, limit, visitor);
  }

  @Override
  public Snapshot snapshot() throws StoreException {
    Database now = database();
    now.gate.enter();
    return new RocksSnapshot(now, null);
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
    Database now = database();
    now.gate.enter();
    try (Checkpoint checkpoint = Checkpoint.create(now.rocks)) {
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
      now.gate.leave();
    }
  }

  /** Where the database's files are held while a backup copies them. */
  private static Path checkpointFolder(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".checkpoint");
  }

  @Override
  public void reclaim() throws StoreException {
    if (damage != null) {
      return;
    }
    Database now = database();
    now.gate.enter();
    try {
      garbage.look();
    } catch (RocksDBException failed) {
      throw new StoreException("room cannot be given back: " + failed.getMessage(), failed);
    } finally {
      now.gate.leave();
    }
  }

  @Override
  public Engine salvaging(Losses losses) {
    return new Salvaging(losses);
  }

  @Override
  public DiskRoom room() {
    return room;
  }

  /** Why nothing can be written at present, or null while all is well. */
  @Override
  public @Nullable Throwable failure() {
    return committer.failure();
  }

  @Override
  public void listen(Consumer<@Nullable Throwable> told) {
    listener = told;
  }

  /** What is damaged in the files of the engine, as far as it was met; or null. */
  @Override
  public @Nullable String damage() {
    return damage != null ? damage : database.damage();
  }

  /**
   * Writes what waits, empties the log into tables, and gives back everything. Waits for reads and
   * snapshots.
   */
  @Override
  public void close() throws StoreException {
    committer.close();
    reopening.close();
    exchange.lock();
    try {
      closed = true;
      close(database);
    } finally {
      exchange.unlock();
    }
  }

  private void close(Database last) throws StoreException {
    if (!last.shut(settings.closeDeadline())) {
      return;
    }
    pool.close();
    try {
      if (!last.isFreed()) {
        if (committer.failure() == null && !readOnly) {
          last.rocks.syncWal();
          flush(last);
        }
        last.free();
      }
      if (mark != null) {
        mark.close();
      }
    } catch (IOException | RocksDBException failed) {
      throw new StoreException(
          "the store in " + folder + " was not closed cleanly: " + failed.getMessage(), failed);
    } finally {
      batch.close();
      relaxed.close();
      synced.close();
      cache.close();
    }
  }

  /**
   * Moves what only the log holds into tables, so that the next start has nothing to replay. Where
   * this fails (a full disk) that start takes longer, and that is all.
   */
  private static void flush(Database last) {
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      last.rocks.flush(waiting, last.families.handles());
    } catch (RocksDBException fullDisk) {
      // The log is synced and stays.
    }
  }

  private boolean commit(Changes changes, Durability durability) throws StoreException {
    if (readOnly) {
      throw new StoreException("the store is open to look at it only");
    }
    room.check(changes);
    return committer.commit(changes, durability);
  }

  /** Runs on the committer's thread alone. */
  private BitSet writeBatch(List<Changes> transactions, boolean sync) throws StoreException {
    Database now = database;
    try {
      for (Changes changes : transactions) {
        changes.forEach(filling);
      }
      now.rocks.write(sync ? synced : relaxed, batch);
      if (sync && mark != null) {
        mark.set(now.rocks.getLatestSequenceNumber());
      }
      return Committer.BatchWriter.NONE_SKIPPED;
    } catch (RocksDBException failed) {
      listener.accept(failed);
      reopening.wake();
      throw new StoreException(failed.getMessage() + "", failed);
    } finally {
      batch.clear();
    }
  }

  private final Changes.Target<RocksDBException> filling =
      new Changes.Target<>() {
        @Override
        public void put(byte[] key, byte[] value) throws RocksDBException {
          batch.put(database.families.of(key), key, value);
        }

        @Override
        public void delete(byte[] key) throws RocksDBException {
          batch.delete(database.families.of(key), key);
        }
      };

  /** Keeps the gate open for itself until closed. */
  private final class RocksSnapshot implements Snapshot {
    private final Database of;
    private final org.rocksdb.Snapshot native_;
    private final ReadOptions options;
    private final Reader view;
    private final AtomicBoolean closed = new AtomicBoolean();

    RocksSnapshot(Database of, @Nullable Losses losses) {
      this.of = of;
      this.native_ = of.rocks.getSnapshot();
      this.options = new ReadOptions().setSnapshot(native_);
      RocksReads reads = new RocksReads(of.rocks, of.families, options, of.gate, pool, of::meet);
      this.view = losses == null ? reads : new SalvageReads(of, reads, options, losses);
    }

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
        of.rocks.releaseSnapshot(native_);
        native_.close();
        of.gate.leave();
      }
    }
  }

  /** See {@link Engine#salvaging}. */
  private final class Salvaging implements Engine {
    private final Losses losses;

    Salvaging(Losses losses) {
      this.losses = losses;
    }

    private Reader reads() throws StoreException {
      Database now = database();
      return new SalvageReads(now, now.reads, now.readOptions, losses);
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws StoreException {
      return reads().get(key);
    }

    @Override
    public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
      return reads().getAll(keys);
    }

    @Override
    public byte @Nullable [] scan(
        KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
        throws StoreException {
      return reads().scan(range, order, limit, visitor);
    }

    @Override
    public Snapshot snapshot() throws StoreException {
      Database now = database();
      now.gate.enter();
      return new RocksSnapshot(now, losses);
    }

    @Override
    public <R extends @Nullable Object, X extends Exception> R write(
        Collection<Lock> locks,
        Durability durability,
        Work<R, X> work,
        AfterCommit<? super R> afterCommit)
        throws X, StoreException {
      return RocksEngine.this.write(locks, durability, work, afterCommit);
    }

    @Override
    public void close() {
      // The engine stays open.
    }
  }
}
