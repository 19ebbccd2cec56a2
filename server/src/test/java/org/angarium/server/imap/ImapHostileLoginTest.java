package org.angarium.server.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.angarium.server.event.AuthEvent;
import org.angarium.server.event.ConnectionEvent;
import org.angarium.server.event.ImapEvent;
import org.angarium.server.event.SessionEnd;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Subspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logins that no client would send, and logins that the store fails. */
@Timeout(300)
class ImapHostileLoginTest {
  private static final List<String> PIECES =
      List.of(
          "\0",
          "n,,n=",
          "joe@example.test",
          ",r=",
          "c=biws",
          ",p=",
          "y,",
          "a=",
          "=2C",
          "=3D",
          "p=tls-unique,,",
          "\u00ff",
          "\u00c0\u00af",
          "@",
          "\"",
          "[1.2.3.4]",
          "xn--",
          "\r\n",
          "{3}",
          "r=x,",
          "m=ext,",
          "\u00e2\u0080\u00ae",
          "x".repeat(300),
          "correct horse",
          "=",
          ",,",
          " ");

  @TempDir Path folder;

  private static String random(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(
          random.nextInt(4) == 0
              ? String.valueOf((char) random.nextInt(256))
              : PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
  }

  @Test
  void everyExchangeEndsInARefusal() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (ImapFixture server = ImapFixture.inMemory(folder, patient())) {
      for (int i = 0; i < 150; i++) {
        String mechanism = List.of("PLAIN", "SCRAM-SHA-256").get(random.nextInt(2));
        try (ImapClient client = server.connect()) {
          client.send("a AUTHENTICATE " + mechanism + "\r\n");
          String line = client.line();
          while (line.startsWith("+")) {
            String response = random(random);
            client.send(
                (random.nextInt(8) == 0 ? response.replaceAll("[\r\n]", "") : base64(response))
                    + "\r\n");
            line = client.line();
          }
          assertThat(line).as("seed %d, round %d, %s", seed, i, mechanism).matches("a (NO|BAD) .*");
        }
      }
      assertThat(server.events)
          .as("seed %d", seed)
          .noneMatch(ConnectionEvent.Failed.class::isInstance)
          .noneMatch(event ->
              event instanceof ImapEvent.SessionEnded ended && ended.reason() == SessionEnd.FAILED);
      assertThat(server.authenticator.openSessions()).isZero();
    }
  }

  private static ImapSettings patient() {
    return ImapSettings.DEFAULT.withCleartextOnLoopback(true);
  }

  @Test
  void aStoreThatFailsIsNoWrongPassword() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient client = server.connect()) {
      damageCredentials(server);
      String plain = base64("\0" + ImapFixture.USER + "\0" + ImapFixture.PASSWORD);
      for (int i = 0; i < 20; i++) {
        assertThat(client.no("LOGIN " + ImapFixture.USER + " \"guess " + i + "\""))
            .startsWith("NO [UNAVAILABLE]");
        assertThat(client.no("AUTHENTICATE PLAIN " + plain)).startsWith("NO [UNAVAILABLE]");
        assertThat(
                client.no(
                    "AUTHENTICATE SCRAM-SHA-256 "
                        + base64("n,,n=" + ImapFixture.USER + ",r=abcdefghijkl")))
            .startsWith("NO [UNAVAILABLE]");
      }
      assertThat(server.events)
          .anyMatch(AuthEvent.Unavailable.class::isInstance)
          .noneMatch(AuthEvent.Failed.class::isInstance)
          .noneMatch(AuthEvent.Throttled.class::isInstance);
      server.directory.setPassword(server.joe.id(), "another fine phrase".getBytes(UTF_8));
      client.ok("LOGIN " + ImapFixture.USER + " \"another fine phrase\"");
    }
  }

  private static void damageCredentials(ImapFixture server) throws IOException {
    byte[] key = new byte[10];
    key[0] = Subspace.DIRECTORY.tag();
    key[1] = 5;
    key[9] = (byte) server.joe.id().value();
    server
        .store
        .engine()
        .write(
            List.of(new Lock(Lock.Space.DIRECTORY, 0)),
            transaction -> {
              assertThat(transaction.get(key)).isNotNull();
              transaction.put(key, new byte[] {99});
              return key;
            });
  }
}
