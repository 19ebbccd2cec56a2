package org.angarium.server.outbound;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes sockets whose peer takes nothing for too long: a blocking write knows no time limit of its
 * own. One virtual thread looks once a second, and ends when nothing is left to be watched.
 */
final class StallGuard implements AutoCloseable {
  private static final long GLANCE = Duration.ofSeconds(1).toNanos();

  private final Set<SmtpChannel> channels = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  StallGuard() {
    thread = Thread.ofVirtual().name("outbound-stall-guard").start(this::watch);
  }

  void add(SmtpChannel channel) {
    channels.add(channel);
    if (closed) {
      channel.abort();
    }
  }

  void remove(SmtpChannel channel) {
    channels.remove(channel);
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(GLANCE);
      long now = System.nanoTime();
      for (SmtpChannel channel : channels) {
        if (channel.stalled(now)) {
          channel.abort();
        }
      }
    }
  }

  /** Cuts all connections that are left, and those that are still to come. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    channels.forEach(SmtpChannel::abort);
  }
}
