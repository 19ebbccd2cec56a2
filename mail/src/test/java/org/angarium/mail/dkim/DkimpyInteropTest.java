package org.angarium.mail.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signs for dkimpy and verifies what it signs, where it is installed. */
class DkimpyInteropTest {
  private static final int MESSAGES = 24;
  private static final String SCRIPT =
      """
      import sys, dkim
      d = sys.argv[1] + '/'
      zone = {}
      for s in ('r', 'e'):
          zone[s + '._domainkey.example.org.'] = open(d + s + '.txt', 'rb').read()
      def dns(name, timeout=5):
          return zone.get(name if isinstance(name, str) else name.decode())
      for i in range(int(sys.argv[2])):
          message = open(d + 'ours%d' % i, 'rb').read()
          ours = dkim.DKIM(message)
          print(i, ours.verify(0, dns), dkim.DKIM(message).verify(1, dns))
          plain = open(d + 'plain%d' % i, 'rb').read()
          c = ((b'relaxed', b'simple')[i & 1], (b'relaxed', b'simple')[i >> 1 & 1])
          rsa = dkim.sign(plain, b'r', b'example.org', open(d + 'r.pem', 'rb').read(), canonicalize=c)
          ed = dkim.sign(plain, b'e', b'example.org', open(d + 'e.key', 'rb').read(),
                         canonicalize=c, signature_algorithm=b'ed25519-sha256')
          open(d + 'theirs%d' % i, 'wb').write(rsa + ed + plain)
      """;

  @Test
  void eachVerifiesWhatTheOtherSigned(@TempDir Path directory)
      throws IOException, InterruptedException, DkimSyntaxException {
    Assumptions.assumeTrue(
        Dkimpy.run(directory, "-c", "import dkim, nacl") == 0, "dkimpy is not installed");
    DkimKeyPair rsa = DkimKeyPair.rsa(2048, new SecureRandom());
    DkimKeyPair ed25519 = DkimKeyPair.ed25519(new SecureRandom());
    Files.writeString(directory.resolve("r.txt"), rsa.record().text());
    Files.writeString(directory.resolve("e.txt"), ed25519.record().text());
    Files.writeString(directory.resolve("r.pem"), rsa.pem());
    byte[] encoded = ed25519.privateKey().getEncoded();
    Files.writeString(
        directory.resolve("e.key"),
        Base64.getEncoder()
            .encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < MESSAGES; i++) {
      byte[] plain = Dkimpy.message(random);
      SigningPlan plan =
          SigningPlan.DEFAULT.with(
              Canonicalization.values()[i & 1], Canonicalization.values()[i >> 1 & 1]);
      Messages parts = Messages.of(plain);
      DkimSigning signing =
          new DkimSigning(
              List.of(
                  new DkimSigner("example.org", "r", rsa.privateKey(), plan),
                  new DkimSigner("example.org", "e", ed25519.privateKey(), plan)),
              parts.header(),
              1_700_000_000L);
      signing.update(parts.body(), 0, parts.body().length);
      Files.write(directory.resolve("plain" + i), plain);
      Files.write(directory.resolve("ours" + i), Messages.joined(signing.finish(), plain));
    }
    assertThat(Dkimpy.run(directory, "-c", SCRIPT, directory.toString(), String.valueOf(MESSAGES)))
        .as(() -> Dkimpy.output(directory))
        .isZero();
    assertThat(Dkimpy.output(directory).lines())
        .as("seed %d", seed)
        .hasSize(MESSAGES)
        .allMatch(line -> line.endsWith(" True True"));
    TxtZone zone =
        new TxtZone()
            .with("r._domainkey.example.org", rsa.record().text())
            .with("e._domainkey.example.org", ed25519.record().text());
    DkimVerifier verifier = new DkimVerifier(zone, DkimLimits.DEFAULT, DkimPolicy.DEFAULT);
    for (int i = 0; i < MESSAGES; i++) {
      Messages theirs = Messages.of(Files.readAllBytes(directory.resolve("theirs" + i)));
      assertThat(verifier.verify(theirs.header(), theirs.body(), 9_999_999_999L))
          .as("seed %d message %d", seed, i)
          .extracting(DkimResult::reason)
          .containsExactly(DkimReason.GOOD, DkimReason.GOOD);
    }
  }
}
