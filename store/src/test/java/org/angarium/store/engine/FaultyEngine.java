package org.angarium.store.engine;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * An engine of which one operation fails. Run the same scenario with {@code failAt} = 1, 2, 3, …
 * until {@link #fired} stays false: then every operation has failed once.
 *
 * <p>Counted are reads (get, getAll, scan; inside transactions too), snapshots, and per write with
 * changes two moments: before the commit (nothing happened) and after it (it happened, but is
 * reported as failed: the case that makes "unknown" real).
 */
public final class FaultyEngine extends DelegatingEngine {
  private final AtomicInteger untilFault;
  private volatile boolean fired;
  private volatile @Nullable String where;

  /**
   * @param failAt which operation fails, from 1
   */
  public FaultyEngine(Engine engine, int failAt) {
    super(engine);
    this.untilFault = new AtomicInteger(failAt);
  }

  /** Forgets what was counted: the {@code failAt}th operation from now on fails. */
  public void failAfter(int failAt) {
    fired = false;
    untilFault.set(failAt);
  }

  /** Whether the fault has happened. */
  public boolean fired() {
    return fired;
  }

  /** What failed, for messages. */
  public @Nullable String where() {
    return where;
  }

  private void step(String what) throws StoreException {
    if (untilFault.decrementAndGet() == 0) {
      fired = true;
      where = what;
      throw new StoreException("injected fault: " + what);
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws StoreException {
    return new FaultyReader(inner).get(key);
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    return new FaultyReader(inner).getAll(keys);
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    return new FaultyReader(inner).scan(range, order, limit, visitor);
  }

  @Override
  public Snapshot snapshot() throws StoreException {
    step("snapshot");
    Snapshot snapshot = inner.snapshot();
    FaultyReader reader = new FaultyReader(snapshot);
    return new Snapshot() {
      @Override
      public byte @Nullable [] get(byte[] key) throws StoreException {
        return reader.get(key);
      }

      @Override
      public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
        return reader.getAll(keys);
      }

      @Override
      public byte @Nullable [] scan(
          KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
          throws StoreException {
        return reader.scan(range, order, limit, visitor);
      }

      @Override
      public void close() {
        snapshot.close();
      }
    };
  }

  @Override
  public <R extends @Nullable Object, X extends Exception> R write(
      Collection<Lock> locks,
      Durability durability,
      Work<R, X> work,
      AfterCommit<? super R> afterCommit)
      throws X, StoreException {
    boolean[] lost = {false};
    boolean[] changed = {false};
    R result =
        inner.<R, X>write(
            locks,
            durability,
            transaction -> {
              FaultyTransaction faulty = new FaultyTransaction(transaction);
              R done = work.run(faulty);
              changed[0] = faulty.changed;
              if (changed[0]) {
                step("before the commit");
              }
              return done;
            },
            done -> {
              try {
                if (changed[0]) {
                  step("after the commit");
                }
                afterCommit.committed(done);
              } catch (StoreException injected) {
                lost[0] = true;
              }
            });
    if (lost[0]) {
      throw new StoreException("injected fault: after the commit");
    }
    return result;
  }

  private class FaultyReader implements Reader {
    private final Reader reader;

    FaultyReader(Reader reader) {
      this.reader = reader;
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws StoreException {
      step("get");
      return reader.get(key);
    }

    @Override
    public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
      step("getAll");
      return reader.getAll(keys);
    }

    @Override
    public byte @Nullable [] scan(
        KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
        throws StoreException {
      step("scan");
      return reader.scan(range, order, limit, visitor);
    }
  }

  private final class FaultyTransaction extends DelegatingTransaction {
    private final FaultyReader reader;
    private boolean changed;

    FaultyTransaction(Transaction transaction) {
      super(transaction);
      this.reader = new FaultyReader(transaction);
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws StoreException {
      return reader.get(key);
    }

    @Override
    public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
      return reader.getAll(keys);
    }

    @Override
    public byte @Nullable [] scan(
        KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
        throws StoreException {
      return reader.scan(range, order, limit, visitor);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      changed = true;
      transaction.put(key, value);
    }

    @Override
    public void give(byte[] key, byte[] value) {
      changed = true;
      transaction.give(key, value);
    }

    @Override
    public void delete(byte[] key) {
      changed = true;
      transaction.delete(key);
    }
  }
}
