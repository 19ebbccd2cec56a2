package org.angarium.bench.mail;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.angarium.mail.dkim.DkimAlgorithm;
import org.angarium.mail.dkim.DkimKeyPair;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimPolicy;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dkim.DkimSigner;
import org.angarium.mail.dkim.DkimSigning;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dkim.DkimVerifier;
import org.angarium.mail.dkim.SigningPlan;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderParser;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * RSA-2048 over a message of 10 KB, relaxed/relaxed: verifying and signing, each beside the bare
 * {@link Signature} over as many octets as the body has.
 *
 * <p>The bare side is what nobody can do without: SHA-256 over the 10 KB, and one RSA operation.
 * Ours has in addition to hash what it signs of the header, which is counted as our cost, as are
 * finding the fields, the canonical forms, base64, and asking for the key. The key is parsed on
 * both sides before the clock starts: ours keeps those that it has seen.
 *
 * <p>{@link #verifyBesideBare} and {@link #signBesideBare} do both in turns, within one process and
 * measured in CPU time of the thread, so that a busy machine slows both alike: their {@code ratio}
 * is what counts. JMH adds such counters up over iterations and forks, so these have one of each.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DkimBenchmark {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long NOW = 1_800_000_000L;
  private static final int TURN = 20;

  private final DkimKeyPair pair = DkimKeyPair.rsa(2048, new SecureRandom());
  private final PublicKey key = Objects.requireNonNull(pair.record().publicKey());
  private final DkimVerifier verifier =
      new DkimVerifier(
          new MemoryZone().txt("s._domainkey.example.org", pair.record().text()),
          DkimLimits.DEFAULT,
          DkimPolicy.DEFAULT);
  private final byte[] plainHead =
      ("Received: from a.example.org by b.example.org; Fri, 1 Jan 2027 00:00:00 +0000\r\n"
              + "From: Joe <joe@example.org>\r\nTo: Ann <ann@example.net>\r\nSubject: Benchmark\r\n"
              + "Date: Fri, 1 Jan 2027 00:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n"
              + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);
  private final byte[] body =
      "The quick brown fox jumps over the lazy dog and reads its mail there.\r\n"
          .repeat(144)
          .getBytes(StandardCharsets.US_ASCII);
  private final byte[] bareSignature = DkimAlgorithm.RSA_SHA256.sign(pair.privateKey(), body);
  private List<DkimSigner> signers = List.of();
  private byte[] signedHead = new byte[0];

  /** CPU time of the two sides. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Sides {
    private long oursNanos;
    private long bareNanos;

    /** Each iteration counts for itself. */
    @Setup(Level.Iteration)
    public void reset() {
      oursNanos = 0;
      bareNanos = 0;
    }

    /** Ours to the bare. */
    public double ratio() {
      return (double) oursNanos / bareNanos;
    }
  }

  /** Signs the message. */
  @Setup
  public void signMessage() throws DkimSyntaxException {
    signers = List.of(new DkimSigner("example.org", "s", pair.privateKey(), SigningPlan.DEFAULT));
    byte[] field = sign();
    signedHead = Arrays.copyOf(field, field.length + plainHead.length);
    System.arraycopy(plainHead, 0, signedHead, field.length, plainHead.length);
    if (!verify().getFirst().passed()) {
      throw new IllegalStateException("The message does not verify");
    }
  }

  /** Header parsing, canonical forms, hashes, and the signature. */
  @Benchmark
  public List<DkimResult> verify() {
    HeaderFields header = HeaderParser.parse(signedHead);
    return verifier.verify(header, body, NOW);
  }

  /** As many octets, hashed and verified without anything else. */
  @Benchmark
  public boolean bareVerify() throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(key);
    signature.update(body);
    return signature.verify(bareSignature);
  }

  /** Header parsing, canonical forms, hashes, the signature, and the field. */
  @Benchmark
  public byte[] sign() {
    DkimSigning signing = new DkimSigning(signers, HeaderParser.parse(plainHead), NOW);
    signing.update(body, 0, body.length);
    return signing.finish();
  }

  /** As many octets, hashed and signed without anything else. */
  @Benchmark
  public byte[] bareSign() {
    return DkimAlgorithm.RSA_SHA256.sign(pair.privateKey(), body);
  }

  /** Verifies in turns with and without DKIM. */
  @Benchmark
  @Warmup(iterations = 5, time = 3)
  @Measurement(iterations = 1, time = 10)
  public void verifyBesideBare(Sides sides, Blackhole sink) throws GeneralSecurityException {
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < TURN; i++) {
      sink.consume(verify());
    }
    long middle = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < TURN; i++) {
      sink.consume(bareVerify());
    }
    sides.oursNanos += middle - start;
    sides.bareNanos += THREADS.getCurrentThreadCpuTime() - middle;
  }

  /** Signs in turns with and without DKIM. */
  @Benchmark
  @Warmup(iterations = 5, time = 3)
  @Measurement(iterations = 1, time = 10)
  public void signBesideBare(Sides sides, Blackhole sink) {
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < TURN; i++) {
      sink.consume(sign());
    }
    long middle = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < TURN; i++) {
      sink.consume(bareSign());
    }
    sides.oursNanos += middle - start;
    sides.bareNanos += THREADS.getCurrentThreadCpuTime() - middle;
  }
}
