package org.angarium.mail.arc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.authres.MethodResult;
import org.angarium.mail.dkim.Canonicalization;
import org.angarium.mail.dkim.DkimKeyPair;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimPolicy;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dkim.Dkimpy;
import org.angarium.mail.dkim.Messages;
import org.angarium.mail.dkim.SigningKey;
import org.angarium.mail.dkim.TxtZone;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chains whose hops are ours and dkimpy's in turn, where it is installed. */
class DkimpyArcInteropTest {
  private static final int MESSAGES = 12;
  private static final long NOW = 1_700_000_000L;
  private static final String SCRIPT =
      """
      import sys, dkim
      d = sys.argv[1] + '/'
      record = open(d + 'r.txt', 'rb').read()
      key = open(d + 'r.pem', 'rb').read()
      def dns(name, timeout=5):
          return record
      for i in range(int(sys.argv[2])):
          name = d + 'm%d' % i
          message = open(name, 'rb').read()
          cv, sets, reason = dkim.arc_verify(message, dnsfunc=dns)
          print(i, cv.decode(), len(sets), reason)
          host = b'theirs%d.example' % len(sets)
          ar = b'Authentication-Results: ' + host + b'; arc=' + cv + b'\\r\\n'
          message = ar + message
          added = dkim.arc_sign(message, b'r', b'theirs.example', key, host,
                                timestamp=1699999999)
          open(name, 'wb').write(b''.join(added) + message)
      """;

  @Test
  void chainsOfBothPassForBoth(@TempDir Path directory)
      throws IOException, InterruptedException, DkimSyntaxException {
    Assumptions.assumeTrue(
        Dkimpy.run(directory, "-c", "import dkim, authres") == 0, "dkimpy is not installed");
    DkimKeyPair rsa = DkimKeyPair.rsa(2048, new SecureRandom());
    Files.writeString(directory.resolve("r.txt"), rsa.record().text());
    Files.writeString(directory.resolve("r.pem"), rsa.pem());
    TxtZone zone =
        new TxtZone()
            .with("r._domainkey.ours.example", rsa.record().text())
            .with("r._domainkey.theirs.example", rsa.record().text());
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < MESSAGES; i++) {
      Files.write(directory.resolve("m" + i), Dkimpy.message(random));
    }
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < MESSAGES; i++) {
        byte[] message = Files.readAllBytes(directory.resolve("m" + i));
        ArcChain chain = verify(message, zone);
        assertThat(chain.status())
            .as("seed %d message %d round %d: %s", seed, i, round, chain.reason())
            .isEqualTo(round == 0 ? ChainValidation.NONE : ChainValidation.PASS);
        assertThat(chain.sets()).hasSize(2 * round);
        assertThat(chain.oldestPass()).isZero();
        Files.write(directory.resolve("m" + i), sealed(message, chain, i, rsa));
      }
      int sets = 2 * round + 1;
      assertThat(Dkimpy.run(directory, "-c", SCRIPT, directory.toString(), MESSAGES + ""))
          .as(() -> Dkimpy.output(directory))
          .isZero();
      assertThat(Dkimpy.output(directory).lines())
          .as("seed %d", seed)
          .hasSize(MESSAGES)
          .allMatch(line -> line.endsWith(" pass " + sets + " success"));
    }
  }

  private static ArcChain verify(byte[] message, TxtZone zone) {
    Messages parts = Messages.of(message);
    return new ArcVerifier(zone, DkimLimits.DEFAULT, DkimPolicy.DEFAULT)
        .verify(parts.header(), parts.body(), NOW);
  }

  private static byte[] sealed(byte[] message, ArcChain chain, int i, DkimKeyPair rsa)
      throws DkimSyntaxException {
    ArcSealer sealer =
        new ArcSealer(
            new SigningKey("ours.example", "r", rsa.privateKey()),
            ArcSealer.DEFAULT_PLAN.with(
                Canonicalization.values()[i & 1], Canonicalization.values()[i >> 1 & 1]));
    Messages parts = Messages.of(message);
    ArcSealing sealing =
        sealer
            .begin(
                parts.header(),
                chain,
                new AuthenticationResults(
                    "ours.example",
                    List.of(chain.methodResult(""), MethodResult.of("dmarc", "pass"))),
                NOW)
            .orElseThrow();
    sealing.update(parts.body(), 0, parts.body().length);
    return Messages.joined(sealing.finish(), message);
  }
}
