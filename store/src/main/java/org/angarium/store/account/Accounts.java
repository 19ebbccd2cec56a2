package org.angarium.store.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.News;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.Snapshot;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.Keys;
import org.jspecify.annotations.Nullable;

/**
 * The accounts' records and collections in memory, and the one way to change them. Thread-safe.
 *
 * <p>What is cached is what the newest committed transaction left: it is replaced after the commit
 * while the account's lock is still held, so readers take it without a lock, and writers take it
 * under the lock and therefore need no read from the engine. Readers that find nothing read a
 * snapshot; what they read is cached only if the account was not changed meanwhile, which a counter
 * tells ({@link #stamp}).
 *
 * <p>A commit that failed may have happened or not. So the account is marked in doubt before each
 * commit and cleared after it; as long as the mark is there, nothing of the account is cached, and
 * each change begins with the records that are stored.
 */
public final class Accounts {
  /** Accounts share a counter of changes; a shared one costs a reader a second look, no more. */
  private static final int STAMPS = 1 << 12;

  private final Engine engine;
  private final InstantSource clock;
  private final Cache<AccountId, AccountState> states;
  private final Watches watches = new Watches();
  private final List<CollectionType<?, ?>> types = new CopyOnWriteArrayList<>();

  /** How often accounts were changed, by {@link #slot}. */
  private final AtomicLongArray stamps = new AtomicLongArray(STAMPS);

  /** Accounts whose commit is under way or has failed; changed under the account's lock. */
  private final Set<AccountId> inDoubt = ConcurrentHashMap.newKeySet();

  /**
   * @param stateBytes memory for records
   */
  public Accounts(Engine engine, InstantSource clock, long stateBytes) {
    this.engine = engine;
    this.clock = clock;
    this.states =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(Math.max(1, stateBytes))
            .weigher((AccountId id, AccountState state) -> state.weight())
            .build();
    engine.listenToNews(this::heard);
  }

  /** Has a kind of collection take part when accounts are made; before the first use. */
  public void add(CollectionType<?, ?> type) {
    types.add(type);
  }

  List<CollectionType<?, ?>> types() {
    return types;
  }

  public InstantSource clock() {
    return clock;
  }

  // Reading

  /** The account's record and what is known of its collections, or null if it was never made. */
  public @Nullable AccountState state(AccountId account) throws StoreException {
    AccountState state = states.getIfPresent(account);
    if (state != null) {
      return state;
    }
    long stamp = stamp(account);
    state = AccountState.load(engine, account);
    return state == null ? null : cached(account, state, stamp);
  }

  /** A collection of the account as it stands, or null if the account was never made. */
  public <S> @Nullable S collection(AccountId account, CollectionType<S, ?> type)
      throws StoreException {
    AccountState state = with(account, type);
    return state == null ? null : state.collection(type);
  }

  /**
   * The account's record and one of its collections, both of one version, or null if the account
   * was never made.
   */
  public <S> @Nullable AccountState with(AccountId account, CollectionType<S, ?> type)
      throws StoreException {
    AccountState state = states.getIfPresent(account);
    if (state != null && state.collection(type) != null) {
      return state;
    }
    long stamp = stamp(account);
    state =
        this.<@Nullable AccountState>read(
            account,
            (reader, root) -> root == null ? null : root.with(type, type.load(reader, account)));
    return state == null ? null : cached(account, state, stamp);
  }

  /** Reads several records of one account, which must agree; may run again from the start. */
  @FunctionalInterface
  public interface Reading<R extends @Nullable Object> {
    /**
     * @param root the account's record, or null where it was never made
     */
    R read(Reader reader, @Nullable AccountState root) throws StoreException;
  }

  /**
   * Runs {@code reading} so that all it reads is of one version of the account. Whatever changes in
   * an account changes its record too: so that is read before and after, and only where it changed
   * meanwhile a snapshot is taken, which costs the engine more.
   */
  public <R extends @Nullable Object> R read(AccountId account, Reading<R> reading)
      throws StoreException {
    AccountState before = AccountState.load(engine, account);
    try {
      R result = reading.read(engine, before);
      if (stands(account, before)) {
        return result;
      }
    } catch (StoreException failed) {
      if (stands(account, before)) {
        throw failed;
      }
    }
    try (Snapshot snapshot = engine.snapshot()) {
      return reading.read(snapshot, AccountState.load(snapshot, account));
    }
  }

  /** Whether the account is still of that version; null: never made. */
  private boolean stands(AccountId account, @Nullable AccountState version) throws StoreException {
    AccountState now = AccountState.load(engine, account);
    return version == null ? now == null : now != null && version.isSameVersion(now);
  }

  /**
   * A mark to be taken before something of the account is read from the engine, and to be shown to
   * {@link #isCurrent} before it is cached.
   */
  public long stamp(AccountId account) {
    return inDoubt.contains(account) ? -1 : stamps.get(slot(account));
  }

  /** Whether what was read after {@code stamp} was taken is still what stands. */
  public boolean isCurrent(AccountId account, long stamp) {
    return stamp >= 0 && !inDoubt.contains(account) && stamps.get(slot(account)) == stamp;
  }

  private static int slot(AccountId account) {
    return (int) (account.value() * 0x9E3779B97F4A7C15L >>> 52);
  }

  /** Caches what was read, joined with what others read of the same version; returns the union. */
  private AccountState cached(AccountId account, AccountState read, long stamp) {
    AccountState kept =
        states
            .asMap()
            .compute(
                account,
                (key, present) -> {
                  if (!isCurrent(account, stamp)) {
                    return present;
                  }
                  return present == null || read.isNewerThan(present) ? read : present.joined(read);
                });
    // Where it was not cached it is still what stood at the moment of the reading.
    return kept != null && kept.isSameVersion(read) ? kept.joined(read) : read;
  }

  // Other nodes

  /**
   * Asks the engine whether another node changed the account, and forgets what is outdated. For
   * commands that must show what was done anywhere (SELECT, NOOP); costs nothing where no other
   * node can.
   */
  public void refresh(AccountId account) throws StoreException {
    AccountState known = engine.isShared() ? states.getIfPresent(account) : null;
    if (known != null) {
      AccountState now = AccountState.load(engine, account);
      if (now != null) {
        outdated(account, now.record().version());
      }
    }
  }

  /**
   * The same for all accounts that are being watched, whose watches are woken; the net below the
   * news of other nodes, which may be lost. To be called every second or so.
   */
  public void refreshWatched() throws StoreException {
    if (engine.isShared()) {
      List<AccountId> watched = watches.accounts();
      byte[][] keys = new byte[watched.size()][];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = Keys.account(watched.get(i).value());
      }
      byte[] @Nullable [] records = engine.getAll(keys);
      for (int i = 0; i < keys.length; i++) {
        byte[] record = records[i];
        if (record != null) {
          heard(watched.get(i), AccountRecord.decode(record).version());
        }
      }
    }
  }

  private void heard(News news) {
    if (news.of() == Lock.Space.ACCOUNT) {
      heard(new AccountId(news.id()), news.version());
    }
  }

  private void heard(AccountId account, long version) {
    if (outdated(account, version)) {
      watches.wake(account);
    }
  }

  /** Forgets what is older than that version; whether there was or may have been such. */
  private boolean outdated(AccountId account, long version) {
    AccountState kept =
        states
            .asMap()
            .compute(
                account,
                (key, present) -> {
                  boolean old = present == null || present.record().version() < version;
                  if (old) {
                    stamps.incrementAndGet(slot(account));
                  }
                  return old ? null : present;
                });
    return kept == null;
  }

  // Changing

  /**
   * Runs {@code work} in one transaction with the locks of {@code accounts} and those of {@code
   * more}; returns when it is durable, and caches and watches know of it. {@code committed} runs
   * before the locks are released, like the engine's.
   */
  public <R extends @Nullable Object, X extends Exception> R change(
      Collection<AccountId> accounts,
      Collection<Lock> more,
      ChangeWork<R, X> work,
      Consumer<? super R> committed)
      throws X, StoreException {
    return change(accounts, more, Durability.SYNCED, work, committed);
  }

  /** The same, for what may be lost with the machine too. */
  public <R extends @Nullable Object, X extends Exception> R change(
      Collection<AccountId> accounts,
      Collection<Lock> more,
      Durability durability,
      ChangeWork<R, X> work,
      Consumer<? super R> committed)
      throws X, StoreException {
    List<Lock> locks = new ArrayList<>(accounts.size() + more.size());
    for (AccountId account : accounts) {
      locks.add(Lock.account(account.value()));
    }
    locks.addAll(more);
    long now = clock.millis();
    Worked<R> worked =
        engine.<Worked<R>, X>write(
            locks,
            durability,
            transaction -> {
              AccountChanges changes = new AccountChanges(this, transaction, now);
              R result = work.run(transaction, changes);
              changes.finish();
              return new Worked<>(result, changes);
            },
            done -> {
              done.changes.install();
              committed.accept(done.result);
            });
    return worked.result;
  }

  private record Worked<R extends @Nullable Object>(R result, AccountChanges changes) {}

  /** One account. */
  public <R extends @Nullable Object, X extends Exception> R change(
      AccountId account, ChangeWork<R, X> work) throws X, StoreException {
    return change(List.of(account), List.of(), work, result -> {});
  }

  /** The state under the account's lock; null where the account was never made. */
  public @Nullable AccountState locked(AccountId account, Transaction transaction)
      throws StoreException {
    boolean stale = inDoubt.contains(account) || transaction.attempt() > 0;
    AccountState state = stale ? null : states.getIfPresent(account);
    if (state != null) {
      return state;
    }
    states.invalidate(account);
    return AccountState.load(transaction, account);
  }

  /** The work is done and the commit begins. */
  void doubt(AccountId account) {
    inDoubt.add(account);
  }

  /** After the commit, under the lock. */
  void install(AccountId account, AccountState state) {
    states
        .asMap()
        .compute(
            account,
            (key, present) -> {
              stamps.incrementAndGet(slot(account));
              return state;
            });
    inDoubt.remove(account);
  }

  // Waiting

  public Watch watch(AccountId account) {
    return watches.watch(account);
  }

  void wake(AccountId account) {
    watches.wake(account);
  }
}
