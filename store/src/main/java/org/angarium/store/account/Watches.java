package org.angarium.store.account;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for changes of which account. A wake-up sets a flag and unparks one thread: cheap
 * enough to run inside a commit, for thousands of waiters.
 */
final class Watches {
  private final ConcurrentHashMap<AccountId, Signal[]> byAccount = new ConcurrentHashMap<>();

  Watch watch(AccountId account) {
    Signal signal = new Signal(this, account);
    byAccount.merge(account, new Signal[] {signal}, Watches::joined);
    return signal;
  }

  /** Those that somebody watches at present. */
  List<AccountId> accounts() {
    return List.copyOf(byAccount.keySet());
  }

  /** Never blocks, never fails. */
  void wake(AccountId account) {
    Signal[] signals = byAccount.get(account);
    if (signals != null) {
      for (Signal signal : signals) {
        signal.set();
      }
    }
  }

  private static Signal[] joined(Signal[] old, Signal[] more) {
    Signal[] all = java.util.Arrays.copyOf(old, old.length + 1);
    all[old.length] = more[0];
    return all;
  }

  private void remove(Signal closed) {
    byAccount.computeIfPresent(closed.account, (account, signals) -> without(signals, closed));
  }

  private static Signal @Nullable [] without(Signal[] signals, Signal closed) {
    int left = 0;
    Signal[] kept = new Signal[signals.length];
    for (Signal signal : signals) {
      if (signal != closed) {
        kept[left++] = signal;
      }
    }
    return left == 0 ? null : java.util.Arrays.copyOf(kept, left);
  }

  /** One waiter. */
  private static final class Signal implements Watch {
    private final Watches watches;
    private final AccountId account;
    private volatile boolean changed;
    private volatile @Nullable Thread waiter;

    Signal(Watches watches, AccountId account) {
      this.watches = watches;
      this.account = account;
    }

    void set() {
      changed = true;
      Thread thread = waiter;
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }

    @Override
    public boolean await(long nanos) throws InterruptedException {
      long deadline = System.nanoTime() + nanos;
      waiter = Thread.currentThread();
      try {
        // The flag is looked at after the waiter is known: a change in between unparks.
        while (!changed) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return false;
          }
          LockSupport.parkNanos(this, left);
        }
        // Cleared before the waiter looks at the mailbox: what comes later sets it again.
        changed = false;
        return true;
      } finally {
        waiter = null;
      }
    }

    @Override
    public void close() {
      watches.remove(this);
    }
  }
}
