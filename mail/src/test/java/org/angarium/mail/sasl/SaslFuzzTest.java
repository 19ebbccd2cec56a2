package org.angarium.mail.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a stranger sends: a step or a SaslException, never another error, never a way in. */
class SaslFuzzTest {
  private static final SaslLimits LIMITS = new SaslLimits(400, 60, 60, 4_096, 10_000);
  private static final ScramCredential CREDENTIAL =
      new ScramCredential(ScramHash.SHA_256, new byte[8], 4_096, new byte[32], new byte[32]);
  private static final List<String> SEEDS =
      List.of(
          "\0tim\0secret",
          "x\0tim\0secret",
          "tim",
          "n,,n=user,r=cnonce",
          "n,a=x=2Cy,n=us=3Der,r=cnonce,x=ext",
          "p=tls-exporter,,n=user,r=cnonce",
          "y,,n=user,r=cnonce",
          "c=biws,r=cnoncesnonce,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
          "r=cnoncesnonce,s=QSXCR+Q6sek8bf92,i=4096",
          "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
          "e=invalid-proof",
          "n,a=user@example.com,\u0001host=h\u0001port=143\u0001auth=Bearer abc\u0001\u0001",
          "user=u\u0001auth=Bearer abc\u0001\u0001",
          "tim b913a602c7eda7a495b4e6e7334d3890");

  @Test
  void serversSurviveAnything() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      SaslServer server = server(random);
      for (int step = 0; step < 3; step++) {
        byte[] message = message(random);
        String shown = HexFormat.of().formatHex(message);
        try {
          SaslStep next = server.respond(random.nextInt(10) == 0 ? null : message);
          assertThat(next instanceof SaslStep.Challenge || isOpen(server))
              .as("seed %d, %s let in by %s", seed, server.mechanism(), shown)
              .isTrue();
        } catch (SaslException refused) {
          break;
        } catch (InterruptedException | RuntimeException | Error wrong) {
          throw new AssertionError(
              "seed " + seed + ", " + server.mechanism() + ", message " + shown, wrong);
        }
      }
    }
  }

  @Test
  void clientsSurviveAnything() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 1_500; round++) {
      SaslClient client =
          switch (random.nextInt(3)) {
            case 0 ->
                new ScramClient(
                    ScramHash.SHA_256,
                    "user",
                    "",
                    "secret".getBytes(UTF_8),
                    null,
                    false,
                    LIMITS,
                    "cnonce");
            case 1 -> new CramMd5Client("tim", "secret".getBytes(UTF_8), LIMITS);
            default -> OauthClient.bearer("tim", "token", "", 0);
          };
      try {
        client.respond(client.hasInitialResponse() ? null : message(random));
        for (int step = 0; step < 3; step++) {
          client.respond(message(random));
        }
      } catch (SaslException refused) {
        continue;
      } catch (RuntimeException | Error wrong) {
        throw new AssertionError("seed " + seed + ", " + client.mechanism(), wrong);
      }
      assertThat(client.complete() && client instanceof ScramClient).as("seed %d", seed).isFalse();
    }
  }

  /** These let anybody in who says something well-formed. */
  private static boolean isOpen(SaslServer server) {
    return server instanceof AnonymousServer || server instanceof ExternalServer;
  }

  private static SaslServer server(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> new PlainServer((identity, password) -> false, LIMITS);
      case 1 -> new LoginServer((identity, password) -> false, LIMITS);
      case 2, 3 ->
          new ScramServer(
              ScramHash.SHA_256,
              random.nextBoolean(),
              List.of(new ChannelBinding("tls-exporter", new byte[4])),
              random.nextBoolean(),
              (hash, user) -> CREDENTIAL,
              LIMITS,
              "snonce");
      case 4 -> OauthServer.bearer((claimed, token) -> Optional.empty(), "{}", LIMITS);
      case 5 -> OauthServer.xoauth2((claimed, token) -> Optional.empty(), "{}", LIMITS);
      case 6 -> new CramMd5Server("<1@x>", user -> null, LIMITS);
      case 7 -> new AnonymousServer(LIMITS);
      default -> new ExternalServer("tim", LIMITS);
    };
  }

  private static byte[] message(Random random) {
    byte[] message = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(ISO_8859_1);
    if (random.nextInt(4) == 0) {
      message = Arrays.copyOf(message, random.nextInt(message.length + 500));
    }
    byte[] structural = {0, 1, ',', '=', 'n', 'p', 'a', 'r', ' ', (byte) 0xC3, (byte) 0xFF};
    for (int changes = random.nextInt(4); changes > 0 && message.length > 0; changes--) {
      message[random.nextInt(message.length)] =
          random.nextBoolean()
              ? structural[random.nextInt(structural.length)]
              : (byte) random.nextInt();
    }
    return message;
  }
}
