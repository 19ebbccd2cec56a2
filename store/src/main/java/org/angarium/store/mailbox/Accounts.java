package org.angarium.store.mailbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.SubscriptionRecord;
import org.jspecify.annotations.Nullable;

/**
 * The accounts' records and views in memory, and the one way to change them. Thread-safe.
 *
 * <p>What is cached is always what the newest committed transaction left: it is replaced after the
 * commit while the account's lock is still held, so readers take it without a lock. Writers take it
 * under the lock and therefore need no read from the engine. A commit that failed may have happened
 * or not; the account is marked in doubt before each commit and cleared after it, and who finds the
 * mark under the lock reads the records again.
 */
public final class Accounts {
  private final Engine engine;
  private final InstantSource clock;
  private final Cache<AccountId, AccountState> states;
  private final Cache<MailboxRef, StoredView> views;
  private final Watches watches = new Watches();
  private final Recency recency = new Recency(this);

  /** Accounts whose commit is under way or has failed; changed under the account's lock. */
  private final Set<AccountId> inDoubt = ConcurrentHashMap.newKeySet();

  /** Mailboxes whose pack is being written. */
  private final Set<MailboxRef> packing = ConcurrentHashMap.newKeySet();

  /**
   * @param viewBytes memory for views; a quarter of it more for records
   */
  public Accounts(Engine engine, InstantSource clock, long viewBytes) {
    this.engine = engine;
    this.clock = clock;
    this.states =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(Math.max(1, viewBytes / 4))
            .weigher((AccountId id, AccountState state) -> state.weight())
            .build();
    this.views =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(Math.max(1, viewBytes))
            .weigher((MailboxRef ref, StoredView view) -> view.weight())
            .build();
  }

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
  <R extends @Nullable Object, X extends Exception> R change(
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
    Changes[] last = new Changes[1];
    return engine.<R, X>write(
        locks,
        durability,
        transaction -> {
          Changes changes = new Changes(this, transaction, now);
          R result = work.run(transaction, changes);
          changes.finish();
          last[0] = changes;
          return result;
        },
        result -> {
          last[0].install();
          committed.accept(result);
        });
  }

  /** One account. */
  <R extends @Nullable Object, X extends Exception> R change(
      AccountId account, ChangeWork<R, X> work) throws X, StoreException {
    return change(List.of(account), List.of(), work, result -> {});
  }

  /** The account as it stands, made if nothing has touched it yet. */
  AccountState state(AccountId account) throws StoreException {
    AccountState state = states.getIfPresent(account);
    if (state != null) {
      return state;
    }
    return change(account, (transaction, changes) -> changes.of(account).load());
  }

  /** The newest view, loaded if it is not in memory; null where there is no such mailbox. */
  @Nullable StoredView view(MailboxRef mailbox) throws StoreException {
    StoredView view = views.getIfPresent(mailbox);
    if (view != null) {
      return view;
    }
    return this.<@Nullable StoredView, StoreException>change(
        mailbox.account(),
        (transaction, changes) -> {
          AccountChange change = changes.of(mailbox.account());
          MailboxDraft draft = change.visible(mailbox.mailbox());
          return draft == null ? null : change.view(draft);
        });
  }

  /** Subscribed names without a mailbox, as committed. */
  List<String> looseSubscriptions(AccountId account) throws StoreException {
    byte[] bytes = engine.get(Keys.subscriptions(account.value()));
    return bytes == null ? List.of() : SubscriptionRecord.decode(bytes).names();
  }

  /** Which messages are recent. */
  Recency recency() {
    return recency;
  }

  InstantSource clock() {
    return clock;
  }

  Watch watch(AccountId account) {
    return watches.watch(account);
  }

  /** The state under the account's lock; null where nothing has touched the account yet. */
  @Nullable AccountState locked(AccountId account, Transaction transaction) throws StoreException {
    boolean doubtful = inDoubt.contains(account);
    AccountState state = doubtful ? null : states.getIfPresent(account);
    if (state != null) {
      return state;
    }
    if (doubtful) {
      states.invalidate(account);
      views.asMap().keySet().removeIf(view -> view.account().equals(account));
    }
    return AccountState.load(transaction, account.value());
  }

  /** The work is done and the commit begins. */
  void doubt(AccountId account) {
    inDoubt.add(account);
  }

  /** After the commit, under the lock. */
  void install(AccountId account, AccountState state) {
    states.put(account, state);
    inDoubt.remove(account);
  }

  void installView(MailboxRef ref, @Nullable StoredView view) {
    if (view == null) {
      views.invalidate(ref);
    } else {
      views.put(ref, view);
    }
  }

  @Nullable StoredView cachedView(MailboxRef ref) {
    return views.getIfPresent(ref);
  }

  /**
   * Has the mailbox's rows written together, soon and on a thread of its own. Where that fails (the
   * store is closing, the disk is nearly full) the next load takes longer, and that is all.
   */
  void pack(MailboxRef ref) {
    if (packing.add(ref)) {
      Thread.ofVirtual()
          .name("pack")
          .start(() -> {
            try {
              writePack(ref);
            } catch (StoreException failed) {
              // As said above.
            } finally {
              packing.remove(ref);
            }
          });
    }
  }

  private void writePack(MailboxRef ref) throws StoreException {
    AccountId account = ref.account();
    engine.<Boolean, StoreException>write(
        List.of(Lock.account(account.value())),
        Durability.RELAXED,
        transaction -> {
          AccountState state = inDoubt.contains(account) ? null : states.getIfPresent(account);
          StoredView view = views.getIfPresent(ref);
          if (state == null || view == null || state.visible(ref.mailbox()) == null) {
            return false;
          }
          long modSeq = state.record().lastModSeq();
          RowsPack.write(transaction, account.value(), ref.mailbox(), view.rows, modSeq);
          return true;
        },
        written -> {});
  }

  /** Writes what is only in memory yet. Nobody may change accounts any more. */
  public void close() {
    recency.writeAll();
  }

  void wake(AccountId account) {
    watches.wake(account);
  }
}
