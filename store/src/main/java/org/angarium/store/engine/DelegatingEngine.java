package org.angarium.store.engine;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Hands everything to another engine. The base of engines that watch, count or disturb what another
 * does, in tests and measurements. As thread-safe as the other.
 */
public abstract class DelegatingEngine implements Engine {
  protected final Engine inner;

  protected DelegatingEngine(Engine inner) {
    this.inner = inner;
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws StoreException {
    return inner.get(key);
  }

  @Override
  public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
    return inner.getAll(keys);
  }

  @Override
  public byte @Nullable [] scan(
      KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
      throws StoreException {
    return inner.scan(range, order, limit, visitor);
  }

  @Override
  public byte[] @Nullable [] scanAll(List<KeyRange> ranges, ScanLimit limit, RangeVisitor visitor)
      throws StoreException {
    return inner.scanAll(ranges, limit, visitor);
  }

  @Override
  public Snapshot snapshot() throws StoreException {
    return inner.snapshot();
  }

  @Override
  public <R extends @Nullable Object, X extends Exception> R write(
      Collection<Lock> locks,
      Durability durability,
      Work<R, X> work,
      AfterCommit<? super R> afterCommit)
      throws X, StoreException {
    return inner.<R, X>write(locks, durability, work, afterCommit);
  }

  @Override
  public boolean isShared() {
    return inner.isShared();
  }

  @Override
  public void listenToNews(NewsListener listener) {
    inner.listenToNews(listener);
  }

  @Override
  public DiskRoom room() {
    return inner.room();
  }

  @Override
  public @Nullable Throwable failure() {
    return inner.failure();
  }

  @Override
  public void listen(Consumer<@Nullable Throwable> writes) {
    inner.listen(writes);
  }

  @Override
  public @Nullable String damage() {
    return inner.damage();
  }

  @Override
  public void close() throws StoreException {
    inner.close();
  }

  /** Reads of a transaction or snapshot under way, handed to another reader. */
  protected abstract static class DelegatingReader implements Reader {
    protected final Reader inner;

    protected DelegatingReader(Reader inner) {
      this.inner = inner;
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws StoreException {
      return inner.get(key);
    }

    @Override
    public byte[] @Nullable [] getAll(byte[][] keys) throws StoreException {
      return inner.getAll(keys);
    }

    @Override
    public byte @Nullable [] scan(
        KeyRange range, ScanOrder order, ScanLimit limit, EntryVisitor visitor)
        throws StoreException {
      return inner.scan(range, order, limit, visitor);
    }
  }

  /** A transaction that hands everything to another. */
  protected abstract static class DelegatingTransaction extends DelegatingReader
      implements Transaction {
    protected final Transaction transaction;

    protected DelegatingTransaction(Transaction transaction) {
      super(transaction);
      this.transaction = transaction;
    }

    @Override
    public void put(byte[] key, byte[] value) {
      transaction.put(key, value);
    }

    @Override
    public void give(byte[] key, byte[] value) {
      transaction.give(key, value);
    }

    @Override
    public void delete(byte[] key) {
      transaction.delete(key);
    }

    @Override
    public void expect(byte[] key, byte @Nullable [] value) {
      transaction.expect(key, value);
    }

    @Override
    public int attempt() {
      return transaction.attempt();
    }

    @Override
    public void tell(News news) {
      transaction.tell(news);
    }
  }
}
