package org.angarium.bench.mail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.angarium.mail.precis.SaslPrep;
import org.angarium.mail.sasl.SaslException;
import org.angarium.mail.sasl.SaslLimits;
import org.angarium.mail.sasl.SaslStep;
import org.angarium.mail.sasl.ScramClient;
import org.angarium.mail.sasl.ScramCredential;
import org.angarium.mail.sasl.ScramHash;
import org.angarium.mail.sasl.ScramServer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a SCRAM login costs the server, which is little by design, and what it costs whoever has to
 * turn a password into keys.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ScramBenchmark {
  private static final int ITERATIONS = 4_096;
  private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

  @Param({"SHA_1", "SHA_256", "SHA_512"})
  public ScramHash hash = ScramHash.SHA_256;

  private ScramCredential credential =
      new ScramCredential(hash, new byte[1], 1, new byte[0], new byte[0]);
  private byte[] first = new byte[0];
  private byte[] last = new byte[0];

  /** Lets a client speak once; its messages are good for every server with the same nonce. */
  @Setup
  public void speak() throws SaslException, InterruptedException {
    credential = derive();
    ScramClient client =
        new ScramClient(
            hash, "user", "", password(), null, false, SaslLimits.DEFAULT, CLIENT_NONCE);
    first = client.respond(null);
    last = client.respond(((SaslStep.Challenge) server().respond(first)).data());
  }

  private ScramServer server() {
    return new ScramServer(
        hash,
        false,
        List.of(),
        false,
        (asked, user) -> credential,
        SaslLimits.DEFAULT,
        SERVER_NONCE);
  }

  private static byte[] password() {
    return "pencil".getBytes(StandardCharsets.US_ASCII);
  }

  /** A whole exchange at the server, apart from finding the credential. */
  @Benchmark
  public SaslStep exchange() throws SaslException, InterruptedException {
    ScramServer server = server();
    server.respond(first);
    return server.respond(last);
  }

  /** A new password's keys with 4,096 iterations: also what a client does once. */
  @Benchmark
  public ScramCredential derive() {
    return ScramCredential.derive(
        hash, SaslPrep.password(password()), new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, ITERATIONS);
  }
}
