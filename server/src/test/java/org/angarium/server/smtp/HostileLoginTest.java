package org.angarium.server.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.angarium.server.event.AuthEvent;
import org.angarium.server.event.ConnectionEvent;
import org.angarium.server.net.Listener;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Subspace;
import org.angarium.store.engine.memory.MemoryEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logins that no client would send, and logins that the store fails. */
@Timeout(300)
class HostileLoginTest {
  private static final List<String> PIECES =
      List.of(
          "\0",
          "n,,n=",
          "bob@example.test",
          ",r=",
          "c=biws",
          ",p=",
          "y,",
          "a=",
          "=2C",
          "=3D",
          "\u00ff",
          "\u00c0\u00af",
          "@",
          "\"",
          "[1.2.3.4]",
          "xn--",
          "m=ext,",
          "x".repeat(300),
          "=");

  private SmtpFixture fixture;
  private Listener listener;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    fixture = new SmtpFixture(new MemoryEngine(), folder);
    listener =
        fixture.listen(SmtpFixture.settings(SmtpRole.SUBMISSION).withCleartextOnLoopback(true));
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
  }

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

  /** The last line of a reply. */
  private static String reply(BufferedReader in) throws IOException {
    String line = in.readLine();
    while (line != null && line.length() > 3 && line.charAt(3) == '-') {
      line = in.readLine();
    }
    return String.valueOf(line);
  }

  private static void send(Socket socket, String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
  }

  @Test
  void everyExchangeEndsInARefusal() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      String mechanism = List.of("PLAIN", "LOGIN", "SCRAM-SHA-256").get(random.nextInt(3));
      try (Socket socket = SmtpFixture.connect(listener)) {
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        reply(in);
        send(socket, "EHLO c.test");
        reply(in);
        send(socket, "AUTH " + mechanism);
        String line = reply(in);
        while (line.startsWith("334")) {
          String response = random(random);
          send(
              socket,
              random.nextInt(8) == 0 ? response.replaceAll("[^!-~]", "") : base64(response));
          line = reply(in);
        }
        assertThat(line)
            .as("seed %d, round %d, %s", seed, i, mechanism)
            .matches("(50[01]|535|454) .*");
        send(socket, "NOOP");
        assertThat(reply(in)).as("seed %d", seed).startsWith("250");
      }
    }
    assertThat(fixture.events)
        .as("seed %d", seed)
        .noneMatch(ConnectionEvent.Failed.class::isInstance);
    assertThat(fixture.authenticator.openSessions()).isZero();
  }

  @Test
  void aStoreThatFailsIsNoWrongPassword() throws Exception {
    byte[] key = new byte[10];
    key[0] = Subspace.DIRECTORY.tag();
    key[1] = 5;
    key[9] = (byte) fixture.bob.id().value();
    fixture
        .store
        .engine()
        .write(
            List.of(new Lock(Lock.Space.DIRECTORY, 0)),
            transaction -> {
              assertThat(transaction.get(key)).isNotNull();
              transaction.put(key, new byte[] {99});
              return key;
            });
    try (Socket socket = SmtpFixture.connect(listener)) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      reply(in);
      send(socket, "EHLO c.test");
      reply(in);
      for (int i = 0; i < 8; i++) {
        send(socket, "AUTH PLAIN " + base64("\0bob@example.test\0guess " + i));
        assertThat(reply(in)).startsWith("454 4.7.0");
      }
      fixture.directory.setPassword(fixture.bob.id(), "another fine phrase".getBytes(UTF_8));
      send(socket, "AUTH PLAIN " + base64("\0bob@example.test\0another fine phrase"));
      assertThat(reply(in)).startsWith("235");
    }
    assertThat(fixture.events)
        .anyMatch(AuthEvent.Unavailable.class::isInstance)
        .noneMatch(AuthEvent.Failed.class::isInstance);
  }
}
