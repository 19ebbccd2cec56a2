package org.angarium.bench.mail;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
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
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderParser;
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
 * RSA-2048 verification of a 10 KB message, relaxed/relaxed, against the bare {@link Signature}
 * over as many octets.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class DkimBenchmark {
  private byte[] head = new byte[0];
  private byte[] body = new byte[0];
  private byte[] bareSignature = new byte[0];
  private PublicKey key = publicKey(DkimKeyPair.rsa(2048, new SecureRandom()));
  private DkimVerifier verifier = verifier("");

  private static PublicKey publicKey(DkimKeyPair pair) {
    return Objects.requireNonNull(pair.record().publicKey());
  }

  private static DkimVerifier verifier(String record) {
    return new DkimVerifier(
        new OneText(new DnsAnswer.Found<>(List.of(record), "name", Duration.ofMinutes(1), false)),
        DkimLimits.DEFAULT,
        DkimPolicy.DEFAULT);
  }

  /** Signs the message both ways. */
  @Setup
  public void sign() throws DkimSyntaxException {
    String plain =
        "Received: from a.example.org by b.example.org; Fri, 1 Jan 2027 00:00:00 +0000\r\n"
            + "From: Joe <joe@example.org>\r\nTo: Ann <ann@example.net>\r\nSubject: Benchmark\r\n"
            + "Date: Fri, 1 Jan 2027 00:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n"
            + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
    body =
        "The quick brown fox jumps over the lazy dog and reads its mail there.\r\n"
            .repeat(144)
            .getBytes(StandardCharsets.US_ASCII);
    DkimKeyPair pair = DkimKeyPair.rsa(2048, new SecureRandom());
    byte[] header = plain.getBytes(StandardCharsets.US_ASCII);
    DkimSigning signing =
        new DkimSigning(
            List.of(new DkimSigner("example.org", "s", pair.privateKey(), SigningPlan.DEFAULT)),
            HeaderParser.parse(header),
            1_800_000_000L);
    signing.update(body, 0, body.length);
    byte[] field = signing.finish();
    head = Arrays.copyOf(field, field.length + header.length);
    System.arraycopy(header, 0, head, field.length, header.length);
    key = publicKey(pair);
    verifier = verifier(pair.record().text());
    bareSignature = DkimAlgorithm.RSA_SHA256.sign(pair.privateKey(), body);
    if (!verify().getFirst().passed()) {
      throw new IllegalStateException("The message does not verify");
    }
  }

  /** Header parsing, canonical forms, hashes, and the signature. */
  @Benchmark
  public List<DkimResult> verify() {
    HeaderFields header = HeaderParser.parse(head);
    return verifier.verify(header, body, 1_800_000_000L);
  }

  /** The same octets, hashed and verified without anything else. */
  @Benchmark
  public boolean bare() throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(key);
    signature.update(body);
    return signature.verify(bareSignature);
  }
}
