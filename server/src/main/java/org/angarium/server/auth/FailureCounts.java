package org.angarium.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts failures by key and says how long a key has to wait: nothing for the first few, then a
 * time that doubles with each further one. A count is forgotten when nothing failed for twice the
 * longest wait. Bounded: of too many keys the least interesting are forgotten. Thread-safe.
 */
final class FailureCounts<K> {
  private final Cache<K, Count> counts;
  private final LongSupplier nanoTime;
  private final int free;
  private final long firstWaitMillis;
  private final long longestWaitMillis;

  /**
   * @param waitUntil in nano time
   */
  private record Count(int failures, long waitUntil) {}

  /**
   * @param nanoTime monotonic
   */
  FailureCounts(
      LongSupplier nanoTime, int size, int free, Duration firstWait, Duration longestWait) {
    this.nanoTime = nanoTime;
    this.free = free;
    this.firstWaitMillis = firstWait.toMillis();
    this.longestWaitMillis = longestWait.toMillis();
    this.counts =
        Caffeine.newBuilder()
            .maximumSize(size)
            .ticker(nanoTime::getAsLong)
            .expireAfterWrite(longestWait.multipliedBy(2))
            .build();
  }

  /** Milliseconds until the key may try again; 0 at once. */
  long waitMillis(K key) {
    Count count = counts.getIfPresent(key);
    return count == null
        ? 0
        : Math.max(0, TimeUnit.NANOSECONDS.toMillis(count.waitUntil - nanoTime.getAsLong()));
  }

  /** Failures counted against the key. */
  int failures(K key) {
    Count count = counts.getIfPresent(key);
    return count == null ? 0 : count.failures;
  }

  /** Counts one more; returns how many there are. */
  int failed(K key) {
    Count now =
        counts
            .asMap()
            .compute(
                key,
                (same, old) -> {
                  int failures = old == null ? 1 : Math.min(old.failures + 1, 1 << 20);
                  return new Count(
                      failures,
                      nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(wait(failures)));
                });
    return now == null ? 1 : now.failures;
  }

  void forget(K key) {
    counts.invalidate(key);
  }

  private long wait(int failures) {
    int beyond = failures - free;
    if (beyond < 0) {
      return 0;
    }
    // Twenty doublings of a second are twelve days: past any longest wait.
    return Math.min(longestWaitMillis, firstWaitMillis << Math.min(beyond, 20));
  }
}
