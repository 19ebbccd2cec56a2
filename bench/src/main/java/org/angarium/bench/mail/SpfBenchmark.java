package org.angarium.bench.mail;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.angarium.mail.dns.MxRecord;
import org.angarium.mail.spf.SpfEvaluator;
import org.angarium.mail.spf.SpfLimits;
import org.angarium.mail.spf.SpfResult;
import org.angarium.mail.spf.SpfVerdict;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Evaluating records as they are usual, answered by a zone in memory; {@code cpuMicros} is what
 * counts.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 1, time = 5)
@Fork(1)
public class SpfBenchmark {
  private static final long NOW = 1_800_000_000L;

  private final MemoryZone zone =
      new MemoryZone()
          .txt("example.org", "an unrelated verification text")
          .txt(
              "example.org",
              "v=spf1 ip4:192.0.2.0/25 a mx include:_spf.example.net include:_spf.example.com ~all")
          .a("example.org", "198.51.100.1")
          .mx(
              "example.org",
              new MxRecord(10, "mx1.example.org"),
              new MxRecord(20, "mx2.example.org"))
          .a("mx1.example.org", "198.51.100.11")
          .a("mx2.example.org", "198.51.100.12")
          .txt(
              "_spf.example.net",
              "v=spf1 ip4:203.0.113.0/28 ip4:203.0.113.64/28 ip6:2001:db8::/32 ~all")
          .txt(
              "_spf.example.com",
              "v=spf1 exists:%{ir}.%{v}._spf.example.com ip4:203.0.113.128/25 -all");
  private final SpfEvaluator evaluator =
      new SpfEvaluator(zone, SpfLimits.DEFAULT, "mx.example.net");
  private final InetAddress listed = Inet4Address.ofLiteral("203.0.113.200");
  private final InetAddress stranger = Inet4Address.ofLiteral("192.0.2.200");

  /** Makes sure that the right thing is measured. */
  @Setup
  public void check() {
    if (evaluate(listed).result() != SpfResult.PASS
        || evaluate(listed).lookupTerms() != 5
        || evaluate(stranger).result() != SpfResult.SOFTFAIL) {
      throw new IllegalStateException("the records do not say what they should");
    }
  }

  private SpfVerdict evaluate(InetAddress client) {
    return evaluator.evaluate(client, "joe@example.org", "mail.example.org", NOW);
  }

  /** The client is in the last network of the last include. */
  @Benchmark
  public SpfVerdict passesAtTheEnd(CpuTime time) {
    time.count();
    return evaluate(listed);
  }

  /** The client is nowhere: every term is asked. */
  @Benchmark
  public SpfVerdict fails(CpuTime time) {
    time.count();
    return evaluate(stranger);
  }

  /** What asking the zone alone takes of it. */
  @Benchmark
  public int zoneAlone() {
    List<?> found = zone.txt("example.org").recordsOrNone();
    return found.size()
        + zone.a("example.org").recordsOrNone().size()
        + zone.mx("example.org").recordsOrNone().size()
        + zone.a("mx1.example.org").recordsOrNone().size()
        + zone.a("mx2.example.org").recordsOrNone().size()
        + zone.txt("_spf.example.net").recordsOrNone().size()
        + zone.txt("_spf.example.com").recordsOrNone().size()
        + zone.a("200.2.0.192.in-addr._spf.example.com").recordsOrNone().size();
  }
}
