package org.angarium.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.angarium.testkit.grammar.imap.ImapConversation;
import org.angarium.testkit.grammar.smtp.SmtpConversation;
import org.angarium.testkit.wire.WireClient;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thunderbird as people have it, on one account, over TLS: what it does must be seen by another
 * client, what others do must be seen by it, and nothing that it asks for may be refused. Skipped
 * where it is not installed.
 */
@TestMethodOrder(MethodOrderer.Random.class)
@EnabledIf("org.angarium.server.endtoend.Thunderbird#installed")
class ThunderbirdTest {
  private static final String PASSWORD = "thunder and lightning";
  private static final String ANN = "ann@example.test";
  private static final String BOB = "bob@example.test";

  @TempDir static Path folder;
  private static ServerProcess server;
  private static Thunderbird thunderbird;

  private WireClient other;

  @BeforeAll
  static void start() throws Exception {
    server = new ServerProcess(folder.resolve("data"));
    server.command(PASSWORD, "account", "add", ANN, BOB, "--password-stdin");
    thunderbird = new Thunderbird(folder.resolve("home"));
    String pem = Files.readString(server.data().resolve("tls/certificate.pem"));
    thunderbird.call(
        "setUp",
        Map.of(
            "address",
            ANN,
            "password",
            PASSWORD,
            "imap",
            server.port(143),
            "smtp",
            server.port(587),
            "certificate",
            pem.replaceAll("(?s)-----BEGIN CERTIFICATE-----|-----END.*|\\s", "")));
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      if (thunderbird != null) {
        thunderbird.close();
      }
    } finally {
      server.close();
    }
  }

  @BeforeEach
  void logInElsewhere() throws IOException {
    other = login(ANN);
  }

  @AfterEach
  void nothingWasRefused() throws IOException {
    other.close();
    assertThat(thunderbird.refusals()).isEmpty();
  }

  @Test
  void itFindsTheFoldersByTheirUse() throws IOException {
    assertThat(thunderbird.call("folderFor", "Inbox").stringValue()).isEqualTo("INBOX");
    assertThat(thunderbird.call("folderFor", "Drafts").stringValue()).isEqualTo("Drafts");
    assertThat(thunderbird.call("folderFor", "SentMail").stringValue()).isEqualTo("Sent");
    assertThat(thunderbird.call("folderFor", "Trash").stringValue()).isEqualTo("Trash");
    assertThat(thunderbird.call("folderFor", "Junk").stringValue()).isEqualTo("Junk");
    assertThat(thunderbird.call("folderFor", "Archive").stringValue()).isEqualTo("Archive");
    assertThat(thunderbird.commands()).anyMatch(command -> command.endsWith("(special-use)"));
  }

  @Test
  void itIdlesAndShowsNewMailAndReadsItWhole() throws Exception {
    String text =
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            + "gr\u00fc\u00dfe\r\n--b\r\nContent-Type: application/octet-stream\r\n"
            + "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment;"
            + " filename=much.bin\r\n\r\n"
            + ("QUJD".repeat(19) + "\r\n").repeat(3000)
            + "--b--\r\n";
    arrive("before it idles");
    await(() -> assertThat(thunderbird.idles("INBOX")).isTrue());
    deliver("=?utf-8?q?sch=C3=B6n?=", text);
    await(() -> assertThat(thunderbird.list("subjects", "INBOX")).contains("sch\u00f6n"));
    assertThat(thunderbird.call("source", "INBOX", "sch\u00f6n").stringValue())
        .contains("Delivered-To: " + ANN)
        .endsWith(
            "Subject: =?utf-8?q?sch=C3=B6n?=\r\n"
                + new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
  }

  @Test
  void whatItMarksIsMarkedForOthers() throws Exception {
    arrive("to be marked");
    thunderbird.call(
        "mark",
        "INBOX",
        "to be marked",
        Map.of("read", true, "flagged", true, "tag", "$label1 later"));
    await(() ->
        assertThat(flags("INBOX", "to be marked"))
            .contains("\\Seen", "\\Flagged", "$label1", "later"));
    thunderbird.call(
        "mark", "INBOX", "to be marked", Map.of("read", false, "flagged", false, "tag", "$label2"));
    await(() ->
        assertThat(flags("INBOX", "to be marked"))
            .contains("$label1", "$label2")
            .doesNotContain("\\Seen", "\\Flagged"));
  }

  @Test
  void whatOthersMarkAndRemoveItSeesWhileItIdles() throws Exception {
    arrive("marked elsewhere");
    arrive("removed elsewhere");
    await(() -> assertThat(thunderbird.idles("INBOX")).isTrue());
    other.imap("SELECT INBOX");
    other.imap("STORE " + number("marked elsewhere") + " +FLAGS (\\Seen \\Flagged $label3)");
    other.imap("STORE " + number("removed elsewhere") + " +FLAGS (\\Deleted)");
    other.imap("EXPUNGE");
    await(() -> {
      assertThat(thunderbird.list("subjects", "INBOX")).doesNotContain("removed elsewhere");
      assertThat(thunderbird.call("marks", "INBOX", "marked elsewhere").toString())
          .isEqualTo("{\"read\":true,\"flagged\":true,\"tags\":\"$label3\"}");
    });
  }

  @Test
  void itCopiesAndMoves() throws Exception {
    arrive("to be copied");
    arrive("to be moved");
    thunderbird.call("copyTo", "INBOX", "to be copied", "Archive", false);
    thunderbird.call("copyTo", "INBOX", "to be moved", "Archive", true);
    assertThat(count("INBOX", "to be copied")).isOne();
    assertThat(count("Archive", "to be copied")).isOne();
    assertThat(count("INBOX", "to be moved")).isZero();
    assertThat(count("Archive", "to be moved")).isOne();
    thunderbird.call("visit", "Archive");
    await(() ->
        assertThat(thunderbird.list("subjects", "Archive"))
            .contains("to be copied", "to be moved"));
    assertThat(thunderbird.list("subjects", "INBOX"))
        .contains("to be copied")
        .doesNotContain("to be moved");
    assertThat(thunderbird.commands()).anyMatch(command -> command.startsWith("uid move "));
  }

  @Test
  void itAsksOnlyForWhatChangedSince() throws Exception {
    arrive("to be seen again");
    thunderbird.call("copyTo", "INBOX", "to be seen again", "Junk", true);
    thunderbird.call("visit", "Junk");
    await(
        () -> assertThat(thunderbird.list("subjects", "Junk")).containsExactly("to be seen again"));
    other.imap("SELECT Junk");
    other.imap("STORE 1 +FLAGS (\\Flagged)");
    thunderbird.call("visit", "Junk");
    await(() -> {
      assertThat(thunderbird.call("marks", "Junk", "to be seen again").toString())
          .contains("\"flagged\":true");
      assertThat(thunderbird.commands()).anyMatch(command -> command.contains("(CHANGEDSINCE "));
    });
  }

  @Test
  void itMakesRenamesAndRemovesFolders() throws Exception {
    thunderbird.call("createFolder", "Gr\u00fc\u00dfe");
    await(() -> assertThat(thunderbird.list("folders")).contains("Gr\u00fc\u00dfe"));
    thunderbird.call("createFolder", "Gr\u00fc\u00dfe/from & to");
    await(() -> assertThat(thunderbird.list("folders")).contains("Gr\u00fc\u00dfe/from & to"));
    assertThat(listed("Gr&APwA3w-e/from &- to")).contains("Gr&APwA3w-e/from &- to");
    thunderbird.call("renameFolder", "Gr\u00fc\u00dfe", "Post");
    await(() ->
        assertThat(thunderbird.list("folders"))
            .contains("Post", "Post/from & to")
            .doesNotContain("Gr\u00fc\u00dfe"));
    assertThat(listed("Post/*")).contains("Post/from &- to");
    arrive("in a folder");
    thunderbird.call("copyTo", "INBOX", "in a folder", "Post/from & to", false);
    thunderbird.call("visit", "Post/from & to");
    await(() ->
        assertThat(thunderbird.list("subjects", "Post/from & to")).containsExactly("in a folder"));
    assertThat(count("Post/from &- to", "in a folder")).isOne();
    thunderbird.call("removeFolder", "Post");
    await(() -> assertThat(listed("Trash/*")).contains("Trash/Post/from &- to"));
    assertThat(listed("Post")).isEmpty();
    await(() -> assertThat(thunderbird.list("folders")).contains("Trash/Post/from & to"));
  }

  @Test
  void theServerSearchesForIt() throws Exception {
    arrive("found by its subject");
    deliver("found by its body", "\r\nneedle in gr\u00fcnem Heu\r\n");
    awaitInInbox("found by its body");
    assertThat(search("Subject", "by its subject")).contains("[\"found by its subject\"]");
    assertThat(search("Body", "gr\u00fcnem")).contains("[\"found by its body\"]");
    assertThat(search("Body", "not there")).contains("[]");
    assertThat(thunderbird.commands()).anyMatch(command -> command.startsWith("uid SEARCH "));
  }

  @Test
  void itSendsAndKeepsACopy() throws Exception {
    thunderbird.call(
        "write",
        "Now",
        Map.of("to", BOB, "subject", "sent gr\u00fc\u00dfe", "text", "one\r\n.\r\n..two\r\n"));
    assertThat(thunderbird.refusals()).isEmpty();
    assertThat(count("Sent", "sent")).isOne();
    assertThat(flags("Sent", "sent")).contains("\\Seen");
    try (InboxReader bob = new InboxReader(server, BOB, PASSWORD)) {
      assertThat(bob.await("From: " + ANN))
          .contains("\r\n\r\none\r\n.\r\n..two\r\n")
          .containsPattern("Received: from [^;]*with ESMTPSA");
    }
  }

  @Test
  void itKeepsADraft() throws Exception {
    thunderbird.call(
        "write", "SaveAsDraft", Map.of("to", BOB, "subject", "not yet", "text", "later\r\n"));
    assertThat(count("Drafts", "not yet")).isOne();
    assertThat(flags("Drafts", "not yet")).contains("\\Draft");
  }

  @Test
  void itDeletesToTheTrashAndEmptiesIt() throws Exception {
    arrive("to be deleted");
    thunderbird.call("remove", "INBOX", "to be deleted");
    // Gone from its own list at once; the server is told a little later.
    await(() -> assertThat(count("Trash", "to be deleted")).isOne());
    assertThat(count("INBOX", "to be deleted")).isZero();
    thunderbird.call("compact", "INBOX");
    thunderbird.call("emptyTrash");
    assertThat(count("Trash", "to be deleted")).isZero();
    assertThat(thunderbird.commands()).contains("expunge");
  }

  /** Waits until the assertions hold. */
  private static void await(ThrowingRunnable assertions) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(IOException.class) // no such folder or message yet
        .untilAsserted(assertions);
  }

  /** A message comes in from elsewhere, and Thunderbird looks for it. */
  private static void arrive(String subject) throws IOException {
    deliver(subject, "\r\nHello.\r\n");
    awaitInInbox(subject);
  }

  private static void awaitInInbox(String subject) {
    await(() -> {
      thunderbird.call("visit", "INBOX");
      assertThat(thunderbird.list("subjects", "INBOX")).contains(subject);
    });
  }

  private static void deliver(String subject, String rest) throws IOException {
    try (WireClient client =
        new WireClient(new SmtpConversation(), "127.0.0.1", server.port(25), 1024)) {
      client.smtpReply("220");
      client.send("EHLO client.example");
      client.smtpReply("250");
      client.send("MAIL FROM:<someone@example.org> BODY=8BITMIME");
      client.smtpReply("250");
      client.send("RCPT TO:<" + ANN + ">");
      client.smtpReply("250");
      client.send("DATA");
      client.smtpReply("354");
      client.send("From: <someone@example.org>\r\nSubject: " + subject + "\r\n" + rest + ".");
      client.smtpReply("250");
    }
  }

  private static String search(String attribute, String text) throws IOException {
    return thunderbird
        .call("search", "INBOX", Map.of("attribute", attribute, "contains", text))
        .toString();
  }

  private static WireClient login(String user) throws IOException {
    WireClient client =
        new WireClient(new ImapConversation(), "127.0.0.1", server.port(143), 1 << 12);
    client.line();
    client.imap("LOGIN " + user + " \"" + PASSWORD + "\"");
    return client;
  }

  /** The name of the last mailbox that the pattern finds, and what is said of it; or nothing. */
  private String listed(String pattern) throws IOException {
    return other.imap("LIST \"\" \"" + pattern + "\"").last();
  }

  private int count(String mailbox, String subject) throws IOException {
    other.imap("EXAMINE \"" + mailbox + "\"");
    String numbers = other.imap("SEARCH SUBJECT \"" + subject + "\"").last();
    return numbers.split(" ", -1).length - 2;
  }

  private String number(String subject) throws IOException {
    return other.imap("SEARCH SUBJECT \"" + subject + "\"").last().substring("* SEARCH ".length());
  }

  private String flags(String mailbox, String subject) throws IOException {
    other.imap("EXAMINE \"" + mailbox + "\"");
    return other.imap("FETCH " + number(subject) + " FLAGS").last();
  }
}
