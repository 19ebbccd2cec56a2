package org.angarium.bench.mail;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The CPU time of the thread per call, which holds on a busy machine where the clock does not. JMH
 * adds such counters up, so a benchmark with it has one iteration and one fork.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class CpuTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private long start;
  private long calls;

  /** Each iteration counts for itself. */
  @Setup(Level.Iteration)
  public void reset() {
    calls = 0;
    start = THREADS.getCurrentThreadCpuTime();
  }

  void count() {
    calls++;
  }

  /** Asked by JMH at the end of the iteration, on the thread that ran it. */
  public double cpuMicros() {
    return (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / calls;
  }
}
