package org.angarium.server.outbound;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Remembers for a while at which hosts TLS did not work, so that not every message costs two
 * connections. Asked only where mail may go in clear (RFC 7435 §3). Bounded; thread-safe.
 */
final class TlsFailures {
  private static final int MAX_HOSTS = 1000;
  private static final Duration REMEMBERED = Duration.ofMinutes(15);

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<InetSocketAddress, Long> failedAt =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Long> eldest) {
          return size() > MAX_HOSTS;
        }
      };

  /**
   * @param nanoTime a clock that does not jump
   */
  TlsFailures(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void remember(InetSocketAddress host) {
    lock.lock();
    try {
      failedAt.remove(host);
      failedAt.put(host, nanoTime.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  boolean isRecent(InetSocketAddress host) {
    lock.lock();
    try {
      Long at = failedAt.get(host);
      if (at == null) {
        return false;
      }
      boolean recent = nanoTime.getAsLong() - at < REMEMBERED.toNanos();
      if (!recent) {
        failedAt.remove(host);
      }
      return recent;
    } finally {
      lock.unlock();
    }
  }
}
