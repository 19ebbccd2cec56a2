package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.angarium.testkit.grammar.OverhearingProxy;
import org.angarium.testkit.grammar.imap.ImapConversation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients as people have them, on the store as it is on disk. Each test runs where its client is.
 */
class ImapClientsTest {
  @TempDir Path folder;
  private ImapFixture server;

  /** Clients connect here, so that the server's answers to them are judged too. */
  private OverhearingProxy proxy;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.onDisk(folder.resolve("data"));
    proxy = new OverhearingProxy(server.port(), ImapConversation::new);
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
    server.close();
  }

  private record Outcome(int status, String output) {}

  private Outcome run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "out", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("TERM", "vt100");
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.ISO_8859_1);
    assertThat(ended).as("%s ends: %s", command.getFirst(), text).isTrue();
    return new Outcome(process.exitValue(), text);
  }

  private static void needs(String client) {
    boolean there =
        Stream.of("/usr/bin/", "/usr/local/bin/", "/bin/")
            .anyMatch(place -> Files.isExecutable(Path.of(place + client)));
    Assumptions.assumeTrue(there, client + " is not installed");
  }

  private Outcome curl(String path, String... options) throws Exception {
    return run(
        Stream.concat(
                Stream.of(
                    "/usr/bin/curl",
                    "-sS",
                    "--user",
                    ImapFixture.USER + ":" + ImapFixture.PASSWORD,
                    "imap://127.0.0.1:" + proxy.port() + path),
                Stream.of(options))
            .toList());
  }

  @Test
  void curlReadsSearchesAndUploads() throws Exception {
    needs("curl");
    server.deliver("INBOX", simple("for curl"));
    assertThat(curl("/INBOX;MAILINDEX=1").output())
        .isEqualTo(simple("for curl").replace("\n", "\r\n"));
    assertThat(curl("/INBOX?SUBJECT%20curl").output()).contains("* SEARCH 1");
    assertThat(curl("/").output()).contains("* LIST (\\HasNoChildren) \"/\" INBOX");
    Path upload = folder.resolve("upload.eml");
    Files.writeString(upload, simple("uploaded").replace("\n", "\r\n"));
    assertThat(curl("/Drafts", "--upload-file", upload.toString()).status()).isZero();
    assertThat(curl("/Drafts;UID=1/;SECTION=HEADER.FIELDS%20(SUBJECT)").output())
        .contains("Subject: uploaded");
  }

  @Test
  void curlUpgradesToTls() throws Exception {
    needs("curl");
    server.deliver("INBOX", simple("secret"));
    assertThat(curl("/INBOX;UID=1", "--ssl-reqd", "--insecure").output())
        .contains("Body of secret");
  }

  @Test
  void mbsyncKeepsTwoSidesAlike() throws Exception {
    needs("mbsync");
    for (int i = 0; i < 20; i++) {
      server.deliver("INBOX", simple("remote " + i));
    }
    Path maildir = Files.createDirectories(folder.resolve("mail"));
    Path config = folder.resolve("mbsyncrc");
    Files.writeString(
        config,
        """
        IMAPAccount test
        Host 127.0.0.1
        Port %s
        User %s
        Pass "%s"
        %s None
        AuthMechs LOGIN

        IMAPStore far
        Account test

        MaildirStore near
        Path %s/
        Inbox %s/INBOX
        SubFolders Verbatim

        Channel all
        Far :far:
        Near :near:
        Patterns *
        Create Both
        Remove Both
        Expunge Both
        SyncState *
        """
            .formatted(
                proxy.port(), ImapFixture.USER, ImapFixture.PASSWORD, "SSLType", maildir, maildir));
    List<String> mbsync = List.of("/usr/bin/mbsync", "-c", config.toString(), "all");
    Outcome first = run(mbsync);
    assertThat(first.status()).as(first.output()).isZero();
    assertThat(maildir.resolve("INBOX/new")).isNotEmptyDirectory();
    try (Stream<Path> arrived = Files.list(maildir.resolve("INBOX/new"))) {
      assertThat(arrived.count()).isEqualTo(20);
    }

    // From here to there: a new message, a flag, a removal, a new folder.
    Files.writeString(maildir.resolve("INBOX/new/1.local"), simple("local"));
    Path some;
    try (Stream<Path> files = Files.list(maildir.resolve("INBOX/new"))) {
      some = files.filter(file -> !file.endsWith("1.local")).findFirst().orElseThrow();
    }
    String uid = some.getFileName().toString();
    Files.move(
        some,
        maildir.resolve("INBOX/cur").resolve(uid.endsWith(":2,") ? uid + "FS" : uid + ":2,FS"));
    for (String name : new String[] {"Neu&-es", "Neu&-es/cur", "Neu&-es/new", "Neu&-es/tmp"}) {
      Files.createDirectories(maildir.resolve(name));
    }
    Files.writeString(maildir.resolve("Neu&-es/new/2.local"), simple("in a folder"));
    Outcome second = run(mbsync);
    assertThat(second.status()).as(second.output()).isZero();
    try (ImapClient client = server.inbox()) {
      assertThat(client.ok("SEARCH SUBJECT local")).startsWith("* SEARCH 21\n");
      assertThat(client.ok("SEARCH FLAGGED SEEN")).containsPattern("^\\* SEARCH \\d+\n");
      assertThat(client.ok("STATUS \"Neu&-es\" (MESSAGES)")).contains("(MESSAGES 1)");
      client.ok("STORE 1:5 +FLAGS.SILENT (\\Deleted)");
      client.ok("EXPUNGE");
    }

    // And back: what was removed there goes here.
    Outcome third = run(mbsync);
    assertThat(third.status()).as(third.output()).isZero();
    long left = 0;
    for (String part : new String[] {"new", "cur"}) {
      try (Stream<Path> files = Files.list(maildir.resolve("INBOX").resolve(part))) {
        left += files.count();
      }
    }
    assertThat(left).isEqualTo(16);
  }

  @Test
  void muttSavesACopyElsewhere() throws Exception {
    needs("mutt");
    needs("script"); // mutt wants a terminal
    server.deliver("INBOX", simple("for mutt"));
    Path config = folder.resolve("muttrc");
    Files.writeString(
        config,
        """
        set folder="imap://127.0.0.1:%s/"
        set spoolfile="imap://127.0.0.1:%s/INBOX"
        set imap_user="%s"
        set imap_pass="%s"
        set ssl_starttls=no
        set ssl_force_tls=no
        set header_cache=
        set imap_qresync=yes
        set confirmappend=no
        set delete=yes
        push "<copy-message>=Archive<enter><flag-message><delete-message><quit>"
        """
            .formatted(proxy.port(), proxy.port(), ImapFixture.USER, ImapFixture.PASSWORD));
    server.deliver("INBOX", simple("stays"));
    Outcome outcome = run(List.of("/usr/bin/script", "-qec", "mutt -n -F " + config, "/dev/null"));
    try (ImapClient client = server.login()) {
      client.ok("SELECT Archive");
      assertThat(client.command("FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]"))
          .as(outcome.output())
          .contains("Subject: ");
    }
  }

  @Test
  void pythonsLibraryWalksThrough() throws Exception {
    needs("python3");
    server.deliver("INBOX", simple("for python"));
    Path script = folder.resolve("walk.py");
    Files.writeString(
        script,
        """
        import imaplib, sys
        c = imaplib.IMAP4('127.0.0.1', %s)
        assert 'UIDPLUS' not in c.capabilities
        c.login('%s', '%s')
        assert 'OK' == c.select('INBOX')[0]
        typ, data = c.fetch('1', '(FLAGS ENVELOPE BODY.PEEK[])')
        assert b'Body of for python' in data[0][1], data
        assert c.search(None, 'SUBJECT', 'python')[1] == [b'1']
        assert c.append('Drafts', '(\\\\Draft)', imaplib.Time2Internaldate(0), b'Subject: x\\r\\n\\r\\nhi\\r\\n')[0] == 'OK'
        assert c.uid('COPY', '1', 'Archive')[0] == 'OK'
        assert c.store('1', '+FLAGS', '(\\\\Deleted)')[0] == 'OK'
        assert c.expunge()[1] == [b'1']
        assert c.status('Archive', '(MESSAGES UIDNEXT)')[1][0].startswith(b'Archive (MESSAGES 1 ')
        assert c.logout()[0] == 'BYE'
        print('walked')
        """
            .formatted(proxy.port(), ImapFixture.USER, ImapFixture.PASSWORD));
    assertThat(run(List.of("/usr/bin/python3", script.toString())).output()).contains("walked");
  }
}
