package org.angarium.server.main;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives memory back while there is nothing to do.
 *
 * <p>The Java machine runs with the collector that costs the least for each message. That one
 * leaves what died in old age where it is until the heap is full, and so a node that was busy once
 * (a morning of logins, each with a password hash of 19 MB) would keep all of its heap for ever.
 * Here the heap is collected when the processors have been at rest for a while and much of it is
 * likely garbage. That stops the program for some tenths of a second, when nobody is likely to
 * notice; the heap shrinks to what is alive and a reserve. Under load the machine's own ratios
 * hold, since a heap that shrinks is collected more often.
 *
 * <p>One thread of its own, which looks every few seconds.
 */
final class IdleCollection implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** Of one processor, over a pause: below that the server is at rest. */
  private static final double RESTING_SHARE = 0.05;

  private static final int RESTING_PAUSES = 2;
  private static final long WORTHWHILE_BYTES = 64L << 20;

  /** Of the heap at rest, in percent. */
  private static final String RESERVE = "25";

  private static final String LEAST_FREE = "MinHeapFreeRatio";
  private static final String MOST_FREE = "MaxHeapFreeRatio";

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final HotSpotDiagnosticMXBean machine =
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final CountDownLatch stop = new CountDownLatch(1);
  private long aliveBytes;

  void start() {
    Thread.ofPlatform().name("idle-collection").daemon(true).start(this::run);
  }

  private void run() {
    int rested = 0;
    long cpu = system.getProcessCpuTime();
    long time = System.nanoTime();
    try {
      while (!stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        long cpuNow = system.getProcessCpuTime();
        long now = System.nanoTime();
        rested = cpuNow - cpu < RESTING_SHARE * (now - time) ? rested + 1 : 0;
        if (rested >= RESTING_PAUSES && used() - aliveBytes > WORTHWHILE_BYTES) {
          collect();
          rested = 0;
        }
        cpu = cpuNow;
        time = now;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void collect() {
    String least = machine.getVMOption(LEAST_FREE).getValue();
    String most = machine.getVMOption(MOST_FREE).getValue();
    machine.setVMOption(LEAST_FREE, RESERVE);
    machine.setVMOption(MOST_FREE, RESERVE);
    System.gc();
    machine.setVMOption(MOST_FREE, most);
    machine.setVMOption(LEAST_FREE, least);
    aliveBytes = used();
  }

  private long used() {
    return memory.getHeapMemoryUsage().getUsed();
  }

  @Override
  public void close() {
    stop.countDown();
  }
}
