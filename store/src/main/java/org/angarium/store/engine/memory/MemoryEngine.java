package org.angarium.store.engine.memory;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicReference;
import org.angarium.store.StoreException;
import org.angarium.store.engine.AfterCommit;
import org.angarium.store.engine.Changes;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.EntryVisitor;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Snapshot;
import org.angarium.store.engine.Work;
import org.angarium.store.engine.WritePath;
import org.jspecify.annotations.Nullable;

/** Keeps everything in memory. Durable means nothing here: all is gone when the process ends. */
public final class MemoryEngine implements Engine {
  private static final Duration LOCK_DEADLINE = Duration.ofSeconds(30);

  private final AtomicReference<PersistentMap> state = new AtomicReference<>(PersistentMap.EMPTY);
  private final WritePath writes;
  private volatile boolean closed;

  public MemoryEngine() {
    this(LOCK_DEADLINE);
  }

  /**
   * @param lockDeadline how long a write waits for its locks
   */
  public MemoryEngine(Duration lockDeadline) {
    writes = new WritePath(this, this::commit, lockDeadline);
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws StoreException {
    return new View(current()).get(key);
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    return new View(current()).getAll(keys);
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    return new View(current()).scan(range, order, limit, visitor);
  }

  @Override
  public Snapshot snapshot() throws StoreException {
    return new View(current());
  }

  @Override
  public <R extends @Nullable Object, X extends Exception> R write(
      Collection<Lock> locks,
      Durability durability,
      Work<R, X> work,
      AfterCommit<? super R> afterCommit)
      throws X, StoreException {
    current();
    return writes.write(locks, durability, work, afterCommit);
  }

  /**
   * Writes the entries to the file {@code entries}: per entry the lengths of key and value, four
   * bytes each, then both. For people to look at; nothing reads it back.
   */
  @Override
  public void backup(Path folder) throws StoreException {
    PersistentMap map = current();
    try {
      Files.createDirectory(folder);
      try (FileChannel file =
              FileChannel.open(
                  folder.resolve("entries"),
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE);
          DataOutputStream out =
              new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file)))) {
        PersistentMap.Cursor cursor = map.ascending(new byte[0]);
        for (var node = cursor.next(); node != null; node = cursor.next()) {
          out.writeInt(node.key().length);
          out.writeInt(node.value().length);
          out.write(node.key());
          out.write(node.value());
        }
        out.flush();
        file.force(true);
      }
    } catch (IOException failed) {
      throw new StoreException("backup to " + folder + " failed", failed);
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private PersistentMap current() throws StoreException {
    if (closed) {
      throw new StoreException("the store is closed");
    }
    return state.get();
  }

  private void commit(Changes changes, Durability durability) throws StoreException {
    PersistentMap before;
    PersistentMap after;
    do {
      before = current();
      after = applied(changes, before);
    } while (!state.compareAndSet(before, after));
  }

  private static PersistentMap applied(Changes changes, PersistentMap before) {
    var target =
        new Changes.Target<RuntimeException>() {
          private PersistentMap map = before;

          @Override
          public void put(byte[] key, byte[] value) {
            map = map.with(key, value);
          }

          @Override
          public void delete(byte[] key) {
            map = map.without(key);
          }
        };
    changes.forEach(target);
    return target.map;
  }

  /** One state of the map; nothing to give back when it is closed. */
  private record View(PersistentMap map) implements Reader, Snapshot {

    @Override
    public byte @Nullable [] get(byte[] key) {
      byte[] value = map.get(key);
      return value == null ? null : value.clone();
    }

    @Override
    public byte[] @Nullable [] getAll(byte[][] keys) {
      byte[] @Nullable [] values = new byte[keys.length][];
      for (int i = 0; i < keys.length; i++) {
        values[i] = get(keys[i]);
      }
      return values;
    }

    @Override
    public byte @Nullable [] scan(
        KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor) {
      boolean up = order == ScanOrder.ASCENDING;
      byte[] end = range.end();
      PersistentMap.Cursor cursor = up ? map.ascending(range.start()) : map.descending(end);
      int rows = 0;
      long bytes = 0;
      boolean full = false;
      byte[] last = null;
      for (var node = cursor.next(); node != null; node = cursor.next()) {
        boolean outside =
            up
                ? end != null && Arrays.compareUnsigned(node.key(), end) >= 0
                : Arrays.compareUnsigned(node.key(), range.start()) < 0;
        if (outside) {
          return null;
        }
        if (full) {
          return up || last == null ? node.key().clone() : last.clone();
        }
        last = node.key();
        rows++;
        bytes += node.key().length + node.value().length;
        full =
            !visitor.visit(node.key().clone(), node.value().clone())
                || rows >= limit.rows()
                || bytes >= limit.bytes();
      }
      return null;
    }

    @Override
    public void close() {}
  }
}
