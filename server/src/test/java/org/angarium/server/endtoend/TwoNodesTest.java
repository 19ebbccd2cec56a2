package org.angarium.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.angarium.testkit.dns.LoopbackDns;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two nodes that find each other through the DNS and exchange mail as nodes on the Internet do:
 * submitted, queued, looked up, sent with TLS, delivered, returned, held up.
 */
@TestMethodOrder(MethodOrderer.Random.class)
class TwoNodesTest {
  private static final String PASSWORD = "gloom of night stays none";
  private static final String ANN = "ann@a.test";
  private static final String BOB = "bob@b.test";

  @TempDir static Path folder;
  private static LoopbackDns dns;
  private static ServerProcess a;
  private static ServerProcess b;

  @BeforeAll
  static void start() throws Exception {
    dns = LoopbackDns.start();
    for (String domain : List.of("a.test", "b.test")) {
      dns.add(domain, "MX", "10 mail." + domain + ".").add("mail." + domain, "A", "127.0.0.1");
    }
    int offsetA = ServerProcess.freeOffset();
    int offsetB = ServerProcess.freeOffset();
    while (Math.abs(offsetA - offsetB) <= 1000) {
      offsetB = ServerProcess.freeOffset();
    }
    a = node(offsetA, "a.test", offsetB + 25);
    b = node(offsetB, "b.test", offsetA + 25);
    a.command(PASSWORD, "account", "add", ANN, "--password-stdin");
    b.command(PASSWORD, "account", "add", BOB, "--password-stdin");
  }

  private static ServerProcess node(int offset, String domain, int otherPort) throws IOException {
    return new ServerProcess(
        offset,
        folder.resolve(domain),
        "--domain",
        domain,
        "--set",
        "dns.servers=127.0.0.1:" + dns.address().getPort(),
        "--set",
        "outbound.port=" + otherPort);
  }

  @AfterAll
  static void stop() throws IOException {
    a.close();
    b.close();
    dns.close();
  }

  @Test
  void mailGoesThereAndBackUnchanged() throws Exception {
    try (InboxReader bob = new InboxReader(b, BOB, PASSWORD);
        InboxReader ann = new InboxReader(a, ANN, PASSWORD)) {
      String letter = message(ANN, BOB, "there", 5000);
      String trace = new SubmittingUser(a, ANN, PASSWORD).submit(BOB, letter);
      String arrived = bob.await("Subject: there");
      assertUnchanged(arrived, letter);
      assertThat(arrived)
          .startsWith("Return-Path: <" + ANN + ">\r\nDelivered-To: " + BOB + "\r\n")
          .as("opportunistic TLS")
          .containsPattern("Received: from mail\\.a\\.test [^;]*using TLSv1\\.3");
      assertLife(a, trace, "delivery.accepted", "delivery.queued", "outbound.delivered");
      assertThat(a.command("", "message", "trace", trace))
          .contains("Message delivered to the next host", "recipient=" + BOB);
      assertLife(b, traceAt("mail.b.test", arrived), "delivery.accepted", "delivery.delivered");

      String answer = message(BOB, ANN, "back", 1);
      new SubmittingUser(b, BOB, PASSWORD).submit(ANN, answer);
      assertUnchanged(ann.await("Subject: back"), answer);
    }
    awaitQueue(a, 0);
    awaitQueue(b, 0);
  }

  @Test
  void anUnknownRecipientThereBecomesAReportToTheSenderHere() throws Exception {
    String trace =
        new SubmittingUser(a, ANN, PASSWORD)
            .submit("nobody@b.test", message(ANN, "nobody@b.test", "lost", 1));
    try (InboxReader ann = new InboxReader(a, ANN, PASSWORD)) {
      assertThat(ann.await("Subject: lost"))
          .startsWith("Return-Path: <>\r\n")
          .contains("multipart/report")
          .contains("Final-Recipient: rfc822; nobody@b.test")
          .contains("Action: failed")
          .contains("Status: 5.1.1");
    }
    awaitQueue(a, 0);
    assertLife(a, trace, "delivery.queued", "outbound.failed");
    assertThat(a.trace(trace)).contains("outbound.reported");
  }

  @Test
  void mailIsAnsweredAndSentOnFromThereUnderAnotherReturnPath() throws Exception {
    String carl = "carl@b.test";
    b.command(PASSWORD, "account", "add", carl, "--password-stdin");
    b.command("", "account", "vacation", carl, "Back on Monday.", "--subject", "Away");
    b.command("", "account", "forward", carl, "dora@a.test", "--keep");
    a.command(PASSWORD, "account", "add", "dora@a.test", "--password-stdin");
    try (InboxReader ann = new InboxReader(a, ANN, PASSWORD);
        InboxReader dora = new InboxReader(a, "dora@a.test", PASSWORD)) {
      new SubmittingUser(a, ANN, PASSWORD).submit(carl, message(ANN, carl, "lunch", 1));
      assertThat(ann.await("Subject: Away"))
          .startsWith("Return-Path: <>\r\n")
          .contains("From: " + carl + "\r\n")
          .contains("In-Reply-To: <lunch@client.example>\r\n")
          .contains("Auto-Submitted: auto-replied (vacation)\r\n")
          .contains("Back on Monday.");
      assertThat(dora.await("Subject: lunch"))
          .containsPattern("^Return-Path: <SRS0=\\w+=\\w+=a\\.test=ann@b\\.test>\r\n")
          .contains("Delivered-To: " + carl + "\r\n");
    }
    awaitQueue(a, 0);
    awaitQueue(b, 0);
    for (ServerProcess node : List.of(a, b)) {
      assertThat(node.command("", "verify", "--json")).contains("\"sound\":true");
    }
  }

  /** What is queued for a node that is down waits for it, through a kill of its own node. */
  @Test
  void mailForANodeThatIsDownWaitsAndArrivesOnce() throws Exception {
    SubmittingUser ann = new SubmittingUser(a, ANN, PASSWORD);
    String waiting;
    b.kill();
    try {
      waiting = ann.submit(BOB, message(ANN, BOB, "waiting", 10));
      String held = ann.submit(BOB, message(ANN, BOB, "held", 10));
      String deleted = ann.submit(BOB, message(ANN, BOB, "deleted", 10));
      awaitTried(3);
      // What was noted of the tries outlives a kill once it is written.
      assertLife(a, waiting, "delivery.queued", "outbound.deferred");
      a.kill();
      a.restart();
      awaitTried(3);
      a.command("", "queue", "hold", queueId(held));
      a.command("", "queue", "delete", "--yes", queueId(deleted));
      assertThat(a.command("", "queue", "list", "--json"))
          .contains("\"trace\":\"" + held + "\"")
          .contains("\"trace\":\"" + waiting + "\"")
          .doesNotContain(deleted);
      b.restart();
      // A hold is stronger than a retry.
      a.command("", "queue", "retry", queueId(held), queueId(waiting));
      try (InboxReader bob = new InboxReader(b, BOB, PASSWORD)) {
        assertUnchanged(bob.await("Subject: waiting"), message(ANN, BOB, "waiting", 10));
        awaitQueue(a, 1);
        assertThat(bob.with("Subject: held")).isEmpty();
        // Due already.
        a.command("", "queue", "release", queueId(held));
        assertUnchanged(bob.await("Subject: held"), message(ANN, BOB, "held", 10));
        awaitQueue(a, 0);
        assertThat(bob.with("Subject: waiting")).hasSize(1);
        assertThat(bob.with("Subject: held")).hasSize(1);
        assertThat(bob.with("Subject: deleted")).isEmpty();
      }
    } finally {
      if (b.health() < 0) {
        b.restart();
      }
    }
    assertLife(a, waiting, "delivery.queued", "outbound.deferred", "outbound.delivered");
    for (ServerProcess node : List.of(a, b)) {
      assertThat(node.command("", "verify", "--json")).contains("\"sound\":true");
    }
  }

  /** Waits until so many messages are queued and each was tried in vain. */
  private static void awaitTried(int messages) {
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(a.queue())
                .hasSize(messages)
                .allSatisfy(item ->
                    assertThat(item.path("lastReply").stringValue("")).contains("refused")));
  }

  private static void awaitQueue(ServerProcess node, int messages) {
    Awaitility.await().untilAsserted(() -> assertThat(node.queue()).hasSize(messages));
  }

  private static String queueId(String trace) throws Exception {
    for (JsonNode item : a.queue()) {
      if (item.get("trace").stringValue().equals(trace)) {
        return item.get("id").stringValue();
      }
    }
    throw new AssertionError("no message " + trace + " in the queue");
  }

  private static void assertLife(ServerProcess node, String trace, String... steps) {
    Awaitility.await()
        .untilAsserted(() -> assertThat(node.trace(trace)).containsSubsequence(steps));
  }

  private static String traceAt(String host, String message) {
    Matcher id =
        Pattern.compile("by " + Pattern.quote(host) + " with \\w+ id (\\w+)").matcher(message);
    assertThat(id.find()).as(message).isTrue();
    return id.group(1);
  }

  /** Above the message are the fields of its way, and nothing in it differs. */
  private static void assertUnchanged(String arrived, String sent) {
    assertThat(arrived).endsWith(sent);
    String added = arrived.substring(0, arrived.length() - sent.length());
    assertThat(Arrays.stream(added.split("\r\n(?![ \t])")).map(field -> field.split(":", 2)[0]))
        .containsExactly(
            "Return-Path",
            "Delivered-To",
            "X-Spam-Status",
            "Authentication-Results",
            "Received",
            "Received");
  }

  /** With lines of dots, octets above 127 and a long line. */
  private static String message(String from, String to, String subject, int lines) {
    return ("From: <" + from + ">\r\nTo: <" + to + ">\r\nSubject: " + subject + "\r\n")
        + ("Date: Fri, 2 Jan 2026 03:04:05 +0000\r\nMessage-ID: <" + subject + "@client.example>")
        + "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        + "Content-Transfer-Encoding: 8bit\r\n\r\n"
        + ".\r\n..\r\n. caf\u00c3\u00a9\r\n"
        + ("x".repeat(990) + "\r\n")
        + "neither snow nor rain nor heat\r\n".repeat(lines)
        + "\r\n \r\n.end\r\n";
  }
}
