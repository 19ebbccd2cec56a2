package org.angarium.server.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.angarium.mail.smtp.EnhancedStatusCode;
import org.angarium.server.event.ConnectionEvent;
import org.angarium.server.event.SmtpEvent;
import org.angarium.server.filter.Judgement;
import org.angarium.server.filter.Verdict;
import org.angarium.server.net.Listener;
import org.angarium.store.StoreException;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.testkit.grammar.OverheardSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What strangers do to mail servers. Each gets its refusal; after each the server still takes mail
 * from others.
 */
@Timeout(300)
class AbuseTest {
  private static final String HELLO =
      "EHLO c.test\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.test>\r\n";

  private SmtpFixture fixture;
  private Listener listener;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    fixture = new SmtpFixture(new MemoryEngine(), folder);
    listener = fixture.listen(SmtpFixture.settings(SmtpRole.MX));
  }

  @AfterEach
  void othersAreStillServed() throws Exception {
    int before = fixture.inbox(fixture.alice).size();
    SmtpFixture.talk(
        listener,
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<>
        S: 250 *
        C: RCPT TO:<alice@example.test>
        S: 250 *
        C: DATA
        S: 354 *
        C: .
        S: 250 *
        """);
    assertThat(fixture.inbox(fixture.alice)).hasSize(before + 1);
    fixture.close();
  }

  /** Sends everything at once while reading, and gives back all that was answered. */
  private String send(Listener to, byte[] start, byte[] piece, int times, byte[] end)
      throws IOException, InterruptedException {
    try (OverheardSocket socket = SmtpFixture.connect(to)) {
      StringBuilder banner = new StringBuilder();
      while (banner.indexOf("\n") < 0) {
        banner.append((char) socket.getInputStream().read());
      }
      AtomicBoolean over = new AtomicBoolean();
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  OutputStream out = socket.getOutputStream();
                  out.write(start);
                  for (int i = 0; i < times && !over.get(); i++) {
                    out.write(piece);
                  }
                  out.write(end);
                  socket.shutdownOutput();
                } catch (IOException e) {
                  // The server has had enough: what it said before is what counts.
                }
              });
      StringBuilder replies = new StringBuilder();
      byte[] buffer = new byte[64 << 10];
      try {
        int count;
        while ((count = socket.getInputStream().read(buffer)) > 0) {
          replies.append(new String(buffer, 0, count, ISO_8859_1));
        }
      } catch (IOException reset) {
        // Closed on us with bytes on the way.
      }
      over.set(true);
      sender.interrupt();
      sender.join();
      return replies.toString();
    }
  }

  private String send(String... parts) throws Exception {
    return send(listener, String.join("", parts).getBytes(ISO_8859_1), new byte[0], 0, new byte[0]);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static int count(String text, String part) {
    int found = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      found++;
    }
    return found;
  }

  @Test
  void forgedEndsOfDataSmuggleNothing() throws Exception {
    String smuggled = "MAIL FROM:<evil@x.test>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\nx\r\n";
    for (String end :
        new String[] {
          "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r.\r\n", "\r\n.\0\r\n"
        }) {
      String replies = send(HELLO, "DATA\r\nSubject: a\r\n\r\na", end, smuggled, ".\r\nQUIT\r\n");
      assertThat(replies).contains("\r\n554 5.6.0 ").contains("\r\n221 ");
      assertThat(count(replies, "queued as")).isZero();
      assertThat(count(replies, "354 ")).isEqualTo(1);
    }
    assertThat(fixture.inbox(fixture.bob)).isEmpty();
    assertThat(fixture.inbox(fixture.alice)).isEmpty();
  }

  @Test
  void bareLineEndsInCommandsAreRefused() throws Exception {
    String replies = send("EHLO c.test\r\nMAIL FROM:<>\nRSET\rX\r\nNO\0OP\r\nQUIT\r\n");
    assertThat(count(replies, "500 5.5.2")).isEqualTo(3);
  }

  @Test
  void commandsInjectedBeforeStartTlsAreDropped() throws Exception {
    try (OverheardSocket socket = SmtpFixture.connect(listener)) {
      readUntil(socket, "\r\n");
      socket.getOutputStream().write(ascii("EHLO c.test\r\n"));
      readUntil(socket, "250 STARTTLS\r\n");
      socket.getOutputStream().write(ascii("STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@x.test>\r\n"));
      readUntil(socket, "220 2.0.0 Ready to start TLS\r\n");
      socket.secure(SmtpFixture.CLIENT_TLS, "mx.example.test");
      socket.getOutputStream().write(ascii("RCPT TO:<bob@example.test>\r\n"));
      assertThat(readUntil(socket, "\r\n")).startsWith("503 5.5.1 ");
    }
  }

  private static String readUntil(Socket socket, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        throw new IOException("closed after: " + text);
      }
      text.append((char) b);
    }
    return text.toString();
  }

  @Test
  void whoSpeaksBeforeTheGreetingIsSentAway() throws Exception {
    Listener patient =
        fixture.listen(SmtpFixture.settings(SmtpRole.MX).withGreetingPause(Duration.ofSeconds(30)));
    SmtpFixture.talk(patient, "C: EHLO robot\nS: 554 5.5.1 *\nCLOSED\n");
    assertThat(fixture.events).anyMatch(e -> e instanceof SmtpEvent.SpokeEarly);
  }

  @Test
  void aLineWithoutEndEndsTheSession() throws Exception {
    String replies = send(listener, new byte[0], ascii("x".repeat(64 << 10)), 1_600, new byte[0]);
    // The reply may be lost when the connection is reset under 100 MB on the way; no more is said.
    assertThat(replies).matches("(421 4.7.0 Line is too long.*\r\n)?");
    assertThat(send("NOOP " + "x".repeat(100_000) + "\r\nNOOP\r\nQUIT\r\n"))
        .matches("500 5.5.2 .*\r\n250 .*\r\n221 .*\r\n");
  }

  @Test
  void tenThousandCommandsWithoutMailEndTheSession() throws Exception {
    for (String command :
        new String[] {
          "NOOP\r\n", "RSET\r\n", "EHLO a\r\n", "MAIL FROM:<>\r\nRSET\r\n", "VRFY a\r\n"
        }) {
      String replies = send(listener, ascii("EHLO c\r\n"), ascii(command), 10_000, new byte[0]);
      assertThat(replies)
          .endsWith("421 4.7.0 Too many commands without mail, closing connection\r\n");
    }
  }

  @Test
  void nonsenseEndsTheSession() throws Exception {
    String replies = send(listener, new byte[0], ascii("XYZZY\r\n"), 10_000, new byte[0]);
    assertThat(count(replies, "500 5.5.2")).isEqualTo(20);
    assertThat(replies).endsWith("421 4.7.0 Too many errors, closing connection\r\n");
  }

  @Test
  void recipientsWithoutEndAreBounded() throws Exception {
    String replies =
        send(
            listener,
            ascii("EHLO c\r\nMAIL FROM:<>\r\n"),
            ascii("RCPT TO:<bob@example.test>\r\n"),
            100_000,
            new byte[0]);
    assertThat(count(replies, "250 2.1.5")).isEqualTo(1_000);
    assertThat(replies).contains("452 4.5.3 Too many recipients");
    assertThat(replies).endsWith("421 4.7.0 Too many refused recipients, closing connection\r\n");
  }

  @Test
  void harvestingIsBounded() throws Exception {
    StringBuilder guesses = new StringBuilder("EHLO c\r\nMAIL FROM:<>\r\n");
    for (int i = 0; i < 5_000; i++) {
      guesses.append("RCPT TO:<user").append(i).append("@example.test>\r\n");
    }
    assertThat(count(send(guesses.toString()), "550 5.1.1")).isLessThan(1_500);
  }

  @Test
  void impossibleChunksEndTheSession() throws Exception {
    for (String size : new String[] {"9223372036854775807", "9223372036854775808", "99999999999"}) {
      assertThat(send(HELLO, "BDAT ", size, "\r\nMAIL FROM:<evil@x.test>\r\nQUIT\r\n"))
          .endsWith("552 5.3.4 Chunk far too large, closing connection\r\n");
    }
    assertThat(send(HELLO, "BDAT -1\r\nMAIL FROM:<evil@x.test>\r\nQUIT\r\n"))
        .endsWith("501 5.5.4 BDAT size [LAST] expected\r\n");
  }

  @Test
  void chunksBeyondTheLimitAreRefusedInGoodOrder() throws Exception {
    Listener small = small();
    String replies =
        send(
            small,
            ascii(HELLO + "BDAT 100001\r\n"),
            ascii("x"),
            100_001,
            ascii("BDAT 3 LAST\r\nabcRSET\r\nQUIT\r\n"));
    assertThat(replies)
        .endsWith(
            "552 5.3.4 Message too large\r\n503 5.5.1 MAIL first\r\n250 2.0.0 Ok\r\n"
                + "221 2.0.0 Bye\r\n");
  }

  private Listener small() throws IOException {
    return fixture.listen(
        SmtpFixture.settings(SmtpRole.MX)
            .withLimits(new SessionLimits(100_000, 1_000, 5_000, 20, 200, 500, 3)));
  }

  @Test
  void messagesBeyondTheLimitAreRefusedInGoodOrder() throws Exception {
    String line = "x".repeat(98) + "\r\n";
    String replies =
        send(
            small(),
            ascii(HELLO + "DATA\r\n\r\n"),
            ascii(line),
            2_000,
            ascii(".\r\nMAIL FROM:<> SIZE=100001\r\nQUIT\r\n"));
    assertThat(replies)
        .endsWith(
            "552 5.3.4 Message too large\r\n552 5.3.4 Message too large\r\n221 2.0.0 Bye\r\n");
    String endless =
        send(small(), ascii(HELLO + "DATA\r\n\r\n"), ascii(line), 1_000_000, new byte[0]);
    assertThat(endless).doesNotContain("queued as");
    assertThat(fixture.inbox(fixture.bob)).isEmpty();
  }

  @Test
  void hugeHeadersAreRefused() throws Exception {
    byte[] field = ascii("X-Much: " + "y".repeat(900) + "\r\n");
    assertThat(
            send(listener, ascii(HELLO + "DATA\r\n"), field, 110_000, ascii("\r\n.\r\nQUIT\r\n")))
        .contains("552 5.3.4 Message");
    assertThat(
            send(
                listener,
                ascii(HELLO + "DATA\r\n"),
                ascii("a:b\r\n".repeat(100)),
                10_000,
                ascii("\r\n.\r\nQUIT\r\n")))
        .endsWith("552 5.3.4 Message header has too many fields\r\n221 2.0.0 Bye\r\n");
    byte[] folded = ascii(" " + "z".repeat(997) + "\r\n");
    assertThat(
            send(
                listener,
                ascii(HELLO + "DATA\r\nX: y\r\n"),
                folded,
                10_000,
                ascii("\r\n.\r\nQUIT\r\n")))
        .endsWith("552 5.3.4 Message header too large\r\n221 2.0.0 Bye\r\n");
    assertThat(fixture.inbox(fixture.bob)).isEmpty();
  }

  @Test
  void oneConnectionSendsABoundedNumberOfMessages() throws Exception {
    String one = "MAIL FROM:<>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n.\r\n";
    String replies = send(small(), ascii("EHLO c\r\n"), ascii(one), 10, new byte[0]);
    assertThat(count(replies, "queued as")).isEqualTo(3);
    assertThat(replies).endsWith("421 4.7.0 Too many messages, connect again\r\n");
  }

  @Test
  void authAbortedAgainAndAgainEndsTheSession() throws Exception {
    Listener submission =
        fixture.listen(SmtpFixture.settings(SmtpRole.SUBMISSION).withCleartextOnLoopback(true));
    String replies =
        send(submission, ascii("EHLO c\r\n"), ascii("AUTH PLAIN\r\n*\r\n"), 10_000, new byte[0]);
    assertThat(count(replies, "501 5.7.0 Authentication aborted")).isEqualTo(20);
    assertThat(replies).endsWith("421 4.7.0 Too many errors, closing connection\r\n");
    String wrong = "AUTH PLAIN AGJvYgB3cm9uZw==\r\n";
    assertThat(send(submission, ascii("EHLO c\r\n"), ascii(wrong), 10_000, new byte[0]))
        .endsWith("421 4.7.0 Too many errors, closing connection\r\n");
    assertThat(
            send(
                submission,
                ascii("EHLO c\r\nAUTH PLAIN\r\n"),
                ascii("A".repeat(1_000)),
                100,
                ascii("\r\nQUIT\r\n")))
        .endsWith("500 5.5.6 Authentication exchange line is too long\r\n221 2.0.0 Bye\r\n");
  }

  @Test
  void webBrowsersGetNoAnswer() throws Exception {
    String request =
        "POST / HTTP/1.1\r\nHost: mx.example.test:25\r\nContent-Length: 100\r\n\r\n"
            + "EHLO evil\r\nMAIL FROM:<evil@x.test>\r\nRCPT TO:<bob@example.test>\r\n";
    assertThat(send(request)).isEmpty();
    assertThat(send("GET / HTTP/1.0\r\n\r\n")).isEmpty();
    assertThat(fixture.events).anyMatch(e -> e instanceof SmtpEvent.ForeignProtocolSpoken);
  }

  /** All but the deadline at hand are too long to be what ends the session. */
  private Listener hasty(Duration command, Duration data, Duration grace) throws IOException {
    return fixture.listen(
        SmtpFixture.settings(SmtpRole.MX)
            .withDeadlines(new SmtpDeadlines(command, data, grace, 1_000_000)));
  }

  private static final Duration AMPLE = Duration.ofMinutes(10);

  @Test
  void silentPeersAreCutOff() throws Exception {
    Listener commands = hasty(Duration.ofMillis(300), AMPLE, AMPLE);
    SmtpFixture.talk(commands, "S: 220 *\nS: 421 4.4.2 *\nCLOSED\n");
    Listener data = hasty(AMPLE, Duration.ofMillis(300), AMPLE);
    Listener rate = hasty(AMPLE, AMPLE, Duration.ofMillis(300));
    for (Listener listener : new Listener[] {data, rate}) {
      for (String begun :
          new String[] {
            "DATA\r\n",
            "DATA\r\nSubject: half\r\n.",
            "BDAT 1000\r\n",
            "BDAT 1000 LAST\r\nhalf",
            "BDAT 2\r\nabBDAT 1000\r\nhalf",
            "RSET\r\nBDAT 1000\r\nhalf" // refused, and read to be dropped
          }) {
        fixture.events.clear();
        assertCut(say(listener, HELLO + begun), begun);
      }
    }
    assertThat(fixture.inbox(fixture.bob)).isEmpty();
  }

  private static String say(Listener listener, String text) throws IOException {
    try (OverheardSocket socket = SmtpFixture.connect(listener)) {
      readUntil(socket, "\r\n");
      socket.getOutputStream().write(ascii(text));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** Ended by the server for its deadline, and by nothing else. */
  private void assertCut(String replies, String begun) {
    assertThat(replies).as(begun).endsWith("Timeout, closing connection\r\n");
    assertTimedOut();
  }

  private void assertTimedOut() {
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(fixture.events)
                .filteredOn(event -> event instanceof ConnectionEvent.Ended)
                .singleElement()
                .extracting(event -> ((ConnectionEvent.Ended) event).reason())
                .isEqualTo(ConnectionEvent.EndReason.TIMED_OUT));
    assertThat(fixture.events)
        .filteredOn(event -> event instanceof SmtpEvent.SessionCut)
        .singleElement()
        .satisfies(cut -> assertThat(((SmtpEvent.SessionCut) cut).reply()).startsWith("421 4.4.2"));
  }

  /** One octet now and then, until the server has had enough: each would be in time by itself. */
  @Test
  void drippingPeersAreCutOff() throws Exception {
    drip(hasty(Duration.ofMillis(500), AMPLE, AMPLE), "");
    drip(hasty(AMPLE, AMPLE, Duration.ofMillis(300)), HELLO + "DATA\r\n");
    drip(hasty(AMPLE, AMPLE, Duration.ofMillis(300)), HELLO + "BDAT 100000\r\n");
    assertThat(fixture.inbox(fixture.bob)).isEmpty();
  }

  private void drip(Listener listener, String start) throws Exception {
    fixture.events.clear();
    try (OverheardSocket socket = SmtpFixture.connect(listener)) {
      readUntil(socket, "\r\n");
      socket.getOutputStream().write(ascii(start));
      Thread dripping =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    socket.getOutputStream().write('x');
                    Thread.sleep(20);
                  }
                } catch (IOException | InterruptedException cutOff) {
                  // As it should be; what the server says of it is asserted below.
                }
              });
      try {
        assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
            .doesNotContain("queued as");
      } catch (SocketException reset) {
        // The last word is lost where octets of ours were on the way.
      }
      assertTimedOut();
      dripping.interrupt();
      dripping.join();
    }
  }

  @Test
  void storeFailuresAreAnsweredAndTheSessionGoesOn(@TempDir Path folder) throws Exception {
    AtomicBoolean failing = new AtomicBoolean(true);
    SmtpFixture failed =
        new SmtpFixture(
            new MemoryEngine(),
            folder,
            facts -> {
              if (failing.getAndSet(false)) {
                throw new StoreException("the disk is full");
              }
              return Judgement.of(Verdict.accept());
            });
    String one = "MAIL FROM:<>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n.\r\n";
    String replies =
        send(
            failed.listen(SmtpFixture.settings(SmtpRole.MX)),
            ascii("EHLO c\r\n"),
            ascii(one),
            2,
            ascii("QUIT\r\n"));
    assertThat(replies)
        .contains("451 4.3.0 Message not taken, try again later\r\n250 2.1.0 ")
        .doesNotContain("disk")
        .endsWith("221 2.0.0 Bye\r\n");
    assertThat(failed.inbox(failed.bob)).hasSize(1);
    failed.close();
  }

  @Test
  void verdictsAreAnswered(@TempDir Path folder) throws Exception {
    SmtpFixture strict =
        new SmtpFixture(
            new MemoryEngine(),
            folder,
            facts ->
                Judgement.of(
                    switch (String.valueOf(facts.header().text("Subject"))) {
                      case "bad" ->
                          new Verdict.Reject(
                              EnhancedStatusCode.parse("5.7.1"), "Not here", "private reason");
                      case "later" ->
                          new Verdict.Defer(
                              EnhancedStatusCode.parse("4.7.1"), "Not now", "private reason");
                      case "odd" -> new Verdict.Quarantine("odd");
                      default -> Verdict.accept();
                    }));
    StringBuilder all = new StringBuilder("EHLO c\r\n");
    for (String subject : new String[] {"bad", "later", "odd", "good"}) {
      all.append("MAIL FROM:<>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\nSubject: ")
          .append(subject)
          .append("\r\n\r\n.\r\n");
    }
    String replies =
        send(
            strict.listen(SmtpFixture.settings(SmtpRole.MX)),
            ascii(all.toString()),
            new byte[0],
            0,
            ascii("QUIT\r\n"));
    assertThat(replies)
        .contains("554 5.7.1 Not here\r\n")
        .contains("451 4.7.1 Not now\r\n")
        .doesNotContain("private");
    assertThat(count(replies, "queued as")).isEqualTo(2);
    assertThat(strict.inbox(strict.bob)).hasSize(1);
    assertThat(strict.messages(strict.bob, "Junk")).hasSize(1);
    strict.close();
  }
}
