package org.angarium.server.filter;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.angarium.store.StoreException;

/**
 * A check under way.
 *
 * @param deadline in {@link System#nanoTime}
 */
record Running(Check check, FutureTask<Check.Outcome> task, long deadline) {

  /** Starts it; a quick one is done on return. */
  static Running start(Check check, Facts facts, List<Proof> before, long deadline) {
    FutureTask<Check.Outcome> task =
        new FutureTask<>(() ->
            ScopedValue.where(BudgetedResolver.DEADLINE, deadline)
                .call(() -> check.check(facts, before)));
    if (check.quick()) {
      task.run();
    } else {
      Thread.ofVirtual().name("filter-", 0).start(task);
    }
    return new Running(check, task, deadline);
  }

  /**
   * Its outcome; "not known" if it failed or is late.
   *
   * @throws StoreException when the message cannot be read back
   */
  Check.Outcome await() throws StoreException {
    try {
      return task.isDone()
          ? task.get()
          : task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return notKnown("no result in time");
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof StoreException store) {
        throw store;
      }
      return notKnown(String.valueOf(failed.getCause()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return notKnown("interrupted");
    }
  }

  /**
   * Without an interrupt, which would close the file that the contents are staged in. A check that
   * is late ends by itself: it is given no more answers and no more of the body.
   */
  void cancel() {
    task.cancel(false);
  }

  private Check.Outcome notKnown(String evidence) {
    return Check.Outcome.of(
        new Finding(
            check.name() + "_NOT_KNOWN",
            0,
            Words.plain(evidence),
            "The check " + check.name() + " came to no result."));
  }
}
