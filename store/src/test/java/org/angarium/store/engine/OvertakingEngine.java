package org.angarium.store.engine;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * One node of a shared space on which another node is faster: between a work and its commit it lets
 * an action of the other node run. May also forget what works expect, to show what that does.
 */
public final class OvertakingEngine extends DelegatingEngine {
  /** What the other node does. */
  @FunctionalInterface
  public interface Overtaker {
    /**
     * Runs on a thread of its own, to the end.
     *
     * @param attempt of the work that may be overtaken
     */
    void overtake(int attempt) throws Exception;
  }

  private final boolean forgetful;
  private final AtomicInteger reruns = new AtomicInteger();
  private volatile @Nullable Overtaker overtaker;

  /**
   * @param forgetful whether expectations are forgotten
   */
  public OvertakingEngine(Engine inner, boolean forgetful) {
    super(inner);
    this.forgetful = forgetful;
  }

  public void overtaker(Overtaker action) {
    overtaker = action;
  }

  /** How often a work ran again. */
  public int reruns() {
    return reruns.get();
  }

  @Override
  public <R extends @Nullable Object, X extends Exception> R write(
      Collection<Lock> locks,
      Durability durability,
      Work<R, X> work,
      AfterCommit<? super R> afterCommit)
      throws X, StoreException {
    return inner.<R, X>write(
        locks,
        durability,
        transaction -> {
          if (transaction.attempt() > 0) {
            reruns.incrementAndGet();
          }
          R result = work.run(forgetful ? new Forgetful(transaction) : transaction);
          overtake(transaction.attempt());
          return result;
        },
        afterCommit);
  }

  private void overtake(int attempt) throws StoreException {
    Overtaker action = overtaker;
    if (action == null) {
      return;
    }
    Throwable[] failure = new Throwable[1];
    Thread other =
        Thread.startVirtualThread(() -> {
          try {
            action.overtake(attempt);
          } catch (Exception | AssertionError failed) {
            failure[0] = failed;
          }
        });
    try {
      other.join();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
    if (failure[0] != null) {
      throw new AssertionError("the other node", failure[0]);
    }
  }

  private static final class Forgetful extends DelegatingTransaction {
    Forgetful(Transaction transaction) {
      super(transaction);
    }

    @Override
    public void expect(byte[] key, byte @Nullable [] value) {
      // Forgotten.
    }
  }
}
