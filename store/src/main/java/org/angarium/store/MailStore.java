package org.angarium.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.angarium.store.blob.BlobCollector;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.blob.SegmentCompaction;
import org.angarium.store.blob.SegmentStore;
import org.angarium.store.directory.DirectoryLimits;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.EngineFiles;
import org.angarium.store.engine.Losses;
import org.angarium.store.engine.ReadPool;
import org.angarium.store.engine.rocksdb.RocksEngine;
import org.angarium.store.engine.rocksdb.RocksSettings;
import org.angarium.store.intake.Intake;
import org.angarium.store.mailbox.FreshNumbers;
import org.angarium.store.mailbox.MailboxCollection;
import org.angarium.store.mailbox.Mailboxes;
import org.angarium.store.mailbox.ObjectLookup;
import org.angarium.store.mailbox.Upkeep;
import org.angarium.store.node.Node;
import org.angarium.store.queue.QueueStore;
import org.angarium.store.script.ScriptMemories;
import org.angarium.store.script.Scripts;
import org.angarium.store.script.SiteScripts;
import org.angarium.store.trace.TraceRecords;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is kept, opened together. On disk:
 *
 * <pre>
 * LOCK      held while a process uses the folder
 * engine/   RocksDB
 * blobs/    segment files of large contents
 * NODE      the node's number, where several share the space of the engine
 * RESTORED  after a restore, until the first opening has given out other numbers
 * </pre>
 */
public final class MailStore implements AutoCloseable {
  static final String ENGINE = "engine";
  static final String BLOBS = "blobs";

  /** Pages of messages read at once: more than there are cores, as some wait for the disk. */
  private static final int READS_PER_CORE = 4;

  /** How many pages of messages may wait to be read, and how long one does. */
  private static final int WAITING_READS = 4096;

  private static final Duration READ_DEADLINE = Duration.ofSeconds(60);

  /** Of a disk, no more than one part in so many is kept back. */
  private static final int RESERVED_PART = 4;

  private final @Nullable FolderLock lock;
  private final @Nullable String logDamage;
  private final Engine engine;
  private final SegmentStore blobs;
  private final MailboxCollection collection;
  private final ReadPool reads;
  private final Mailboxes mailboxes;
  private final Scripts scripts;
  private final ScriptMemories memories;
  private final SiteScripts siteScripts;
  private final TraceRecords traces;
  private final Intake intake;
  private final QueueStore queue;
  private final Node node;

  private MailStore(
      @Nullable FolderLock lock,
      Engine engine,
      Node node,
      SegmentStore blobs,
      QueueStore queue,
      @Nullable String logDamage,
      StoreSettings settings,
      InstantSource clock) {
    this.lock = lock;
    this.logDamage = logDamage;
    this.engine = engine;
    this.blobs = blobs;
    this.queue = queue;
    this.node = node;
    this.collection = MailboxCollection.in(engine, clock, settings.viewCacheBytes(), List.of());
    int cores = Math.max(2, Runtime.getRuntime().availableProcessors());
    this.reads = new ReadPool("mailbox-read", READS_PER_CORE * cores, WAITING_READS, READ_DEADLINE);
    this.mailboxes = new Mailboxes(collection, engine, blobs, reads);
    this.scripts = new Scripts(collection.accounts());
    this.memories = new ScriptMemories(collection.accounts());
    this.siteScripts = new SiteScripts(engine, clock);
    this.traces = new TraceRecords(engine, node.number());
    this.intake = new Intake(collection, memories, queue);
  }

  /**
   * Opens the store on RocksDB in {@code folder}, made if it is not there. One process at a time.
   */
  public static MailStore open(Path folder, StoreSettings settings, InstantSource clock)
      throws StoreException {
    FolderLock lock = FolderLock.take(folder);
    try {
      checkWhole(folder);
      Engine engine =
          RocksEngine.open(
              folder.resolve(ENGINE),
              rocks(settings, reserve(folder, settings)),
              look -> check(look, folder.resolve(BLOBS)));
      renew(engine, folder.resolve(Backup.RESTORED), clock);
      return opened(lock, engine, folder, settings, clock);
    } catch (StoreException e) {
      lock.close();
      throw withRemedy(e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** What would be refused once the engine is open is refused while no file is changed. */
  private static void check(Engine look, Path blobs) throws StoreException {
    SegmentStore.check(look, blobs);
    QueueStore.check(look);
    DirectoryStore.check(look);
  }

  /**
   * Refuses where another process has the store. Changes nothing.
   *
   * @throws StoreInUseException when it is in use
   */
  public static void checkFree(Path folder) throws StoreException {
    FolderLock lock = FolderLock.takeExisting(folder);
    if (lock != null) {
      lock.close();
    }
  }

  /** A start that fails on a damaged file says what can be done about it. */
  private static StoreException withRemedy(StoreException failure) {
    return failure instanceof DamagedStoreException || !RocksEngine.isDamage(failure)
        ? failure
        : new DamagedStoreException(
            String.valueOf(failure.getMessage()),
            "\"angarium verify\" says what is lost; \"angarium repair\" says what it would keep, and"
                + " \"angarium repair --apply\" keeps it.");
  }

  /** Restored mailboxes are not the ones that clients know: see {@link FreshNumbers}. */
  private static void renew(Engine engine, Path restored, InstantSource clock)
      throws StoreException {
    if (Files.notExists(restored)) {
      return;
    }
    try {
      FreshNumbers.give(engine, clock);
      Files.delete(restored);
    } catch (IOException | RuntimeException failed) {
      engine.close();
      throw failed instanceof StoreException known
          ? known
          : new StoreException("the restored store cannot be opened: " + failed, failed);
    }
  }

  /** Where there are segments there was an engine: an empty one would take them for nobody's. */
  private static void checkWhole(Path folder) throws StoreException {
    Path engine = folder.resolve(ENGINE);
    if (StoreRepair.isInterrupted(folder)) {
      throw new DamagedStoreException(
          "a repair of the store in " + folder + " was interrupted",
          "Nothing was changed. \"angarium repair --apply\" brings it to its end.");
    }
    if (SegmentStore.isThere(folder.resolve(BLOBS)) && RocksEngine.isVacant(engine)) {
      throw new DamagedStoreException(
          "the folder " + engine + " is missing or empty, and there was a store",
          "Nothing was changed. Is a disk not mounted? Else restore a backup into another folder"
              + " with \"angarium restore\".");
    }
  }

  /**
   * Opens the store in {@code folder} to look at it: no file is changed, what is damaged is passed
   * over where it is not asked for, and everything that would change something fails. Of a log that
   * is damaged it shows what comes before the damage. One process at a time.
   *
   * @throws DamagedStoreException where so much is missing that there is nothing to look at
   */
  public static MailStore openReadOnly(Path folder, StoreSettings settings, InstantSource clock)
      throws StoreException {
    FolderLock lock = FolderLock.takeExisting(folder);
    try {
      String damage = RocksEngine.logDamage(folder.resolve(ENGINE));
      Engine engine = RocksEngine.openReadOnly(folder.resolve(ENGINE), rocks(settings, 0));
      try {
        Engine tolerant = engine.salvaging(Losses.NONE);
        SegmentStore blobs =
            SegmentStore.openReadOnly(tolerant, folder.resolve(BLOBS), settings.blobs());
        return new MailStore(
            lock,
            engine,
            Node.alone(),
            blobs,
            QueueStore.openReadOnly(engine),
            damage,
            settings,
            clock);
      } catch (StoreException | RuntimeException e) {
        engine.close();
        throw e;
      }
    } catch (StoreException | RuntimeException e) {
      if (lock != null) {
        lock.close();
      }
      throw e;
    }
  }

  /**
   * On any engine; {@code folder} takes the large blobs and, where nodes share the engine's space,
   * the node's number. The engine is closed with the store.
   */
  public static MailStore on(
      Engine engine, Path folder, StoreSettings settings, InstantSource clock)
      throws StoreException {
    return opened(null, engine, folder, settings, clock);
  }

  private static MailStore opened(
      @Nullable FolderLock lock,
      Engine engine,
      Path folder,
      StoreSettings settings,
      InstantSource clock)
      throws StoreException {
    try {
      Node node = Node.join(engine, folder);
      SegmentStore blobs = SegmentStore.open(engine, folder.resolve(BLOBS), settings.blobs());
      QueueStore queue = QueueStore.open(engine, node);
      return new MailStore(lock, engine, node, blobs, queue, null, settings, clock);
    } catch (StoreException | RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /** A small disk would have no room for mail at all. */
  private static long reserve(Path folder, StoreSettings settings) throws StoreException {
    try {
      return Math.min(
          settings.reserveBytes(), Files.getFileStore(folder).getTotalSpace() / RESERVED_PART);
    } catch (IOException failed) {
      throw new StoreException("the size of the disk of " + folder + " is unknown", failed);
    }
  }

  private static RocksSettings rocks(StoreSettings settings, long reserveBytes) {
    RocksSettings rocks = RocksSettings.DEFAULT;
    return new RocksSettings(
        settings.blockCacheBytes(),
        rocks.bufferBytes(),
        rocks.logBytes(),
        rocks.openFiles(),
        rocks.backgroundJobs(),
        rocks.readThreads(),
        rocks.maxBatchBytes(),
        reserveBytes,
        rocks.lockDeadline(),
        rocks.commitDeadline(),
        rocks.closeDeadline());
  }

  /** Whether the store works. */
  public StoreHealth health() {
    return new StoreHealth(engine, blobs);
  }

  /** What is kept of the life of messages. */
  public TraceRecords traces() {
    return traces;
  }

  /**
   * A random key of 32 octets that lives with the store; made when it is first asked for.
   *
   * @param name of its use, in ASCII
   */
  public byte[] secret(String name) throws StoreException {
    return StoreSecret.of(name, engine);
  }

  /** Which of the nodes that share the store's space this is. */
  public Node node() {
    return node;
  }

  /** For tests and measurements; everybody else asks the services. */
  public Engine engine() {
    return engine;
  }

  public BlobStore blobs() {
    return blobs;
  }

  /** Removes contents that nothing needs any more; to be called now and then. */
  public BlobCollector collector() {
    return new BlobCollector(blobs);
  }

  /** Writes segments anew of which little is needed; to be called now and then. */
  public SegmentCompaction compaction() {
    return new SegmentCompaction(blobs);
  }

  /** The directory, which changes the limits of accounts together with their mailboxes. */
  public DirectoryStore directory(DirectoryLimits limits, InstantSource clock)
      throws StoreException {
    return DirectoryStore.open(engine, collection.accounts(), limits, clock);
  }

  public Mailboxes mailboxes() {
    return mailboxes;
  }

  /** Finds emails and threads by their ids. */
  public ObjectLookup objects() {
    return new ObjectLookup(engine, collection);
  }

  /** Ends what kills cut short, and drops what is too old; to be called now and then. */
  public Upkeep upkeep() {
    return new Upkeep(engine, collection);
  }

  /** The users' Sieve scripts. */
  public Scripts scripts() {
    return scripts;
  }

  /** The administrators' Sieve scripts. */
  public SiteScripts siteScripts() {
    return siteScripts;
  }

  /** What the users' scripts remember from one message to the next. */
  public ScriptMemories scriptMemories() {
    return memories;
  }

  public Intake intake() {
    return intake;
  }

  public QueueStore queue() {
    return queue;
  }

  /** Checks everything; see {@link StoreVerify}. */
  public StoreVerify verifier() {
    return new StoreVerify(engine, blobs, collection, logDamage);
  }

  /**
   * Writes a consistent copy of everything to {@code folder}, which must be missing or empty, while
   * the store is in use. Complete and durable on return; see {@link Backup}.
   */
  public void backup(Path folder) throws StoreException {
    backup(Map.of(), folder);
  }

  /** Whether a path leads into the folder of the store, where nothing but its own files may be. */
  public boolean holds(Path path) {
    return lock != null && lock.holds(path);
  }

  /**
   * The same with further files, which a node needs besides its store.
   *
   * @param node the files by their paths in the node's folder; missing ones are left out
   */
  public void backup(Map<String, Path> node, Path folder) throws StoreException {
    if (!(engine instanceof EngineFiles files)) {
      throw new StoreException("an engine without files has backups of its own");
    }
    Backup.write(files, blobs, node, folder);
  }

  /**
   * Has room that deleted contents took given back, where it is much; to be called now and then.
   */
  public void reclaim() throws StoreException {
    if (engine instanceof EngineFiles files) {
      files.reclaim();
    }
  }

  /**
   * Makes a store from a copy made by {@link #backup}. Every file of the copy is checked against
   * its hash. When the store is opened for the first time, its mailboxes get other UIDVALIDITYs.
   *
   * @param folder of the store; missing or empty
   * @param nodeFolder takes the node's files, if the copy has them; missing or empty
   */
  public static void restore(Path backup, Path folder, Path nodeFolder) throws StoreException {
    Backup.restore(backup, folder, nodeFolder);
  }

  /**
   * Makes a damaged store sound again; see {@link StoreRepair}.
   *
   * @param apply else it is only tried, and nothing is changed
   * @param backup a backup with contents that may be whole there, or null
   */
  public static StoreRepair.Report repair(
      Path folder, boolean apply, @Nullable Path backup, InstantSource clock)
      throws StoreException {
    return StoreRepair.run(folder, apply, backup, clock);
  }

  /** Sessions must have ended. */
  @Override
  public void close() throws StoreException {
    try (lock;
        engine;
        blobs;
        reads) {
      collection.close();
      // Closed in reverse: reads, for they use both of the next; blobs, engine, lock.
    }
  }
}
