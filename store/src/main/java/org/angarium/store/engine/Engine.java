package org.angarium.store.engine;

import java.util.Collection;
import java.util.function.Consumer;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * An ordered key-value space with transactions; where all state that matters lives.
 * Implementations: memory (tests), RocksDB (one node). Thread-safe; made for very many virtual
 * threads. A key has at most {@link #MAX_KEY} octets.
 *
 * <p>Reads outside of a transaction see the newest committed state, each call for itself; {@link
 * #snapshot} for several that must agree.
 */
public interface Engine extends Reader, AutoCloseable {
  /** Octets of a key: database indexes take no more than a few kilobytes. */
  int MAX_KEY = 1024;

  /** Of engines that write to none. */
  DiskRoom NO_DISK = DiskRoom.unlimited();

  Snapshot snapshot() throws StoreException;

  /**
   * Runs {@code work} while holding {@code locks}, then commits all its changes as one, and returns
   * when they are on disk ({@link Durability#SYNCED}). If the work throws, nothing is changed. The
   * locks are released after the commit, so the next holder sees it. {@code afterCommit}, if given,
   * runs after the commit while the locks are still held: in-memory views are brought up to date
   * there, in commit order. It must be short, must not fail and must not call {@code write}.
   *
   * <p>Where several nodes share the space, a work that is overtaken by another node (see {@link
   * Transaction#expect}) runs again, its locks held all the time. What a work threw or read without
   * changing anything counts only if its expectations still hold.
   *
   * <p>Calls must not be nested: a deadlock otherwise; engines detect and refuse it with
   * IllegalStateException.
   *
   * @throws StoreException when the commit failed, the lock was not to be had within the engine's
   *     deadline, or other nodes were faster each time
   */
  <R extends @Nullable Object, X extends Exception> R write(
      Collection<Lock> locks,
      Durability durability,
      Work<R, X> work,
      AfterCommit<? super R> afterCommit)
      throws X, StoreException;

  default <R extends @Nullable Object, X extends Exception> R write(
      Collection<Lock> locks, Work<R, X> work) throws X, StoreException {
    return write(locks, Durability.SYNCED, work, result -> {});
  }

  /** Whether other nodes change the same space: then what memory holds may be outdated. */
  default boolean isShared() {
    return false;
  }

  /**
   * Has {@code listener} told of what other nodes commit on the same space. A hint: news may be
   * late, come twice or not at all, in any order; whoever relies on more asks for the record. An
   * engine whose space belongs to one process has no news.
   */
  default void listenToNews(NewsListener listener) {}

  /** The room on the disk that the engine writes to. */
  default DiskRoom room() {
    return NO_DISK;
  }

  /** Why nothing can be written at present, or null while all is well. */
  default @Nullable Throwable failure() {
    return null;
  }

  /**
   * Tells {@code writes} when writing fails from now on, and with null when it works again. It must
   * be short.
   */
  default void listen(Consumer<@Nullable Throwable> writes) {}

  /** What is damaged in the files of the engine, as far as it was met; or null. */
  default @Nullable String damage() {
    return null;
  }

  /**
   * The same engine to whom damaged files are no hindrance: a scan passes over what cannot be read,
   * a get finds nothing, and {@code losses} is told of both. Slow where there is damage; meant for
   * checks and repairs. Closing it does nothing.
   */
  default Engine salvaging(Losses losses) {
    return this;
  }

  @Override
  void close() throws StoreException;
}
