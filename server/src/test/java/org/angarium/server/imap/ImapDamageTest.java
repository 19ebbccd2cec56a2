package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.angarium.server.event.ImapEvent;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.schema.Keys;
import org.angarium.store.view.MailboxRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A damaged message costs itself: its response does not begin, the others arrive, the command ends
 * with NO, and the session lives (RFC 9051 §2.2.2).
 */
class ImapDamageTest {
  @TempDir Path folder;
  private ImapFixture server;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.inMemory(folder);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  /** One that does not compress, so that it has many blocks on disk. */
  private static String large(String subject, int octets) {
    StringBuilder text = new StringBuilder(simple(subject));
    Random random = new Random(subject.hashCode());
    while (text.length() < octets) {
      for (int i = 0; i < 70; i++) {
        text.append((char) ('!' + random.nextInt(90)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private interface Bend {
    byte[] bend(byte[] value);
  }

  /** Bends the record with this number of a subspace, in the order of their keys. */
  private void bend(Subspace subspace, int number, Bend how) throws Exception {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    server
        .store
        .engine()
        .scan(
            KeyRange.prefix(new byte[] {subspace.tag()}),
            ScanOrder.ASCENDING,
            ScanLimit.NONE,
            (key, value) -> keys.add(key) && values.add(value));
    server
        .store
        .engine()
        .write(
            List.of(new Lock(Lock.Space.OTHER, 1)),
            transaction -> {
              byte[] bent = how.bend(values.get(number).clone());
              if (bent.length == 0) {
                transaction.delete(keys.get(number));
              } else {
                transaction.put(keys.get(number), bent);
              }
              return keys;
            });
  }

  /** Contents lie in the order in which they came. */
  private void bendContents(int number) throws Exception {
    bend(
        Subspace.BLOB,
        number - 1,
        value -> {
          value[value.length - 3] ^= 0x55;
          return value;
        });
  }

  /** Flips a byte in the middle of the only segment. */
  private void bendSegment() throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      Path segment =
          files
              .filter(file -> file.toString().contains("segments") && Files.isRegularFile(file))
              .findFirst()
              .orElseThrow();
      try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
        long middle = file.length() / 2;
        file.seek(middle);
        int octet = file.read();
        file.seek(middle);
        file.write(octet ^ 1);
      }
    }
  }

  private List<ImapEvent.MessageUnreadable> unreadable() {
    List<ImapEvent.MessageUnreadable> found = new ArrayList<>();
    server.events.forEach(event -> {
      if (event instanceof ImapEvent.MessageUnreadable unreadable) {
        found.add(unreadable);
      }
    });
    return found;
  }

  /** With contents of 1, 2 and 3, of which those of 2 are damaged. */
  private ImapClient damagedInTheRecord() throws Exception {
    server.deliver("INBOX", simple("first"));
    server.deliver("INBOX", simple("second"));
    server.deliver("INBOX", simple("third"));
    bendContents(2);
    return server.inbox();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BODY.PEEK[]",
        "BODY[]",
        "(FLAGS UID BODY.PEEK[] ENVELOPE)",
        "BODY.PEEK[1]",
        "BODY.PEEK[TEXT]",
        "BODY.PEEK[HEADER]",
        "BODY.PEEK[HEADER.FIELDS (SUBJECT)]",
        "(BODY.PEEK[HEADER.FIELDS.NOT (TO)] BODY.PEEK[TEXT]<3.5>)",
        "BODY.PEEK[]<10.20>",
        "BINARY.PEEK[1]",
        "BINARY.SIZE[1]",
        "RFC822",
        "RFC822.HEADER",
        "RFC822.TEXT"
      })
  void theOthersArrive(String items) throws Exception {
    try (ImapClient client = damagedInTheRecord()) {
      String answer = client.no("FETCH 1:3 " + items);
      assertThat(ImapClient.status(answer)).startsWith("NO [CORRUPTION]");
      assertThat(answer).contains("* 1 FETCH (").contains("* 3 FETCH (").doesNotContain("* 2 ");
      assertThat(client.no("UID FETCH 2 " + items)).startsWith("NO [CORRUPTION]");
      assertThat(client.ok("FETCH 1:3 (FLAGS ENVELOPE BODYSTRUCTURE)")).contains("* 2 FETCH (");
      assertThat(client.ok("SEARCH SEEN")).doesNotContain("* SEARCH 2").doesNotContain(" 2 ");
    }
    ImapEvent.MessageUnreadable event = unreadable().getFirst();
    assertThat(event.login()).isEqualTo(ImapFixture.USER);
    assertThat(event.mailbox()).isEqualTo("INBOX");
    assertThat(event.uid()).isEqualTo(2);
    assertThat(event.session()).isNotEmpty();
  }

  @Test
  void oneInTheMiddleOfManyCostsNoOther() throws Exception {
    for (int i = 1; i <= 150; i++) {
      server.deliver("INBOX", simple("m" + i));
    }
    bendContents(77);
    try (ImapClient client = server.inbox()) {
      String answer = client.no("FETCH 1:* (UID BODY.PEEK[])");
      for (int i = 1; i <= 150; i++) {
        assertThat(answer.contains("* " + i + " FETCH (UID " + i + " BODY[]"))
            .as("message %d", i)
            .isEqualTo(i != 77);
      }
      assertThat(answer.lines().filter(line -> line.equals(")")).count()).isEqualTo(149);
      client.ok("NOOP");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BODY.PEEK[]",
        "(BODY.PEEK[HEADER] BODY.PEEK[TEXT])",
        "BODY.PEEK[1]",
        "BINARY.PEEK[1]",
        "(FLAGS BODY.PEEK[]<200000.700000>)",
        "RFC822"
      })
  void damageInTheMiddleOfALargeMessageIsFoundBeforeItBegins(String items) throws Exception {
    server.deliver("INBOX", large("big", 1_500_000));
    server.deliver("INBOX", simple("small"));
    bendSegment();
    try (ImapClient client = server.inbox()) {
      String answer = client.no("FETCH 1:* " + items);
      assertThat(answer).startsWith("* 2 FETCH (").contains("NO [CORRUPTION]");
      assertThat(client.ok("FETCH 1 BODY.PEEK[]<0.40000>")).contains("{40000}");
      client.ok("NOOP");
    }
  }

  @Test
  void aLargeMessageThatIsSoundArrivesWhole() throws Exception {
    String text = large("big", 1_500_000).replace("\n", "\r\n");
    server.deliver("INBOX", large("big", 1_500_000));
    try (ImapClient client = server.inbox()) {
      assertThat(client.ok("FETCH 1 BODY.PEEK[]"))
          .contains("BODY[] {" + text.length() + "}\r\n" + text + ")\n");
      assertThat(client.ok("FETCH 1 BODY.PEEK[]<700000.65536>"))
          .contains(" {65536}\r\n" + text.substring(700_000, 765_536) + ")\n");
    }
  }

  @Test
  void aDamagedSummaryCostsItsMessage() throws Exception {
    server.deliver("INBOX", simple("first"));
    server.deliver("INBOX", simple("second"));
    server.deliver("INBOX", simple("third"));
    bend(Subspace.SUMMARY, 1, value -> new byte[] {1, 2, 3});
    try (ImapClient client = server.inbox()) {
      for (String items :
          new String[] {"ENVELOPE", "(UID BODYSTRUCTURE PREVIEW)", "ALL", "BODY.PEEK[]"}) {
        String answer = client.no("FETCH 1:3 " + items);
        assertThat(answer)
            .contains("* 1 FETCH (")
            .contains("* 3 FETCH (")
            .doesNotContain("* 2 ")
            .contains("NO [CORRUPTION]");
      }
      assertThat(client.ok("FETCH 1:3 (FLAGS RFC822.SIZE)")).contains("* 2 FETCH (");
      client.ok("SEARCH BODY third");
    }
  }

  @Test
  void missingContentsCostTheirMessage() throws Exception {
    server.deliver("INBOX", simple("first"));
    server.deliver("INBOX", simple("second"));
    server.deliver("INBOX", simple("third"));
    bend(Subspace.BLOB, 1, value -> new byte[0]);
    try (ImapClient client = server.inbox()) {
      assertThat(client.no("FETCH 1:3 BODY.PEEK[]"))
          .contains("* 1 FETCH (")
          .contains("* 3 FETCH (")
          .doesNotContain("* 2 ")
          .contains("NO [CORRUPTION]");
      assertThat(client.ok("SEARCH BODY Body")).startsWith("* SEARCH 1 3\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENVELOPE", "(UID BODYSTRUCTURE)", "BODY.PEEK[]", "FULL"})
  void aBlockOfRecordsThatCannotBeReadCostsItsMessages(String items) throws Exception {
    DamagedBlockEngine engine = new DamagedBlockEngine();
    try (ImapFixture damaged =
        ImapFixture.on(
            engine, folder.resolve("block"), ImapSettings.DEFAULT.withCleartextOnLoopback(true))) {
      for (int i = 1; i <= 60; i++) {
        damaged.deliver("INBOX", simple("m" + i));
      }
      MailboxRef inbox = damaged.mailbox("INBOX");
      try (ImapClient client = damaged.inbox()) {
        engine.damage(Keys.summaries(inbox.account().value(), inbox.mailbox(), 20, 23));
        String answer = client.no("FETCH 1:* " + items);
        assertThat(ImapClient.status(answer)).startsWith("NO [CORRUPTION]");
        for (int i = 1; i <= 60; i++) {
          assertThat(answer.split("\\* " + i + " FETCH \\(", -1).length - 1)
              .as("message %d", i)
              .isEqualTo(i >= 20 && i <= 23 ? 0 : 1);
        }
        client.ok("NOOP");
      }
    }
  }

  @Test
  void searchFindsTheOthersAndNamesIt() throws Exception {
    try (ImapClient client = damagedInTheRecord()) {
      assertThat(client.ok("SEARCH BODY Body")).startsWith("* SEARCH 1 3\n");
      assertThat(client.ok("SEARCH TEXT third")).startsWith("* SEARCH 3\n");
      assertThat(client.ok("SEARCH SUBJECT second")).startsWith("* SEARCH 2\n");
      assertThat(unreadable()).isNotEmpty().allMatch(event -> event.uid() == 2);
    }
  }

  @Test
  void aDamagedMessageIsCopiedMovedAndExpunged() throws Exception {
    try (ImapClient client = damagedInTheRecord()) {
      client.ok("COPY 2 Archive");
      client.ok("MOVE 2 Trash");
      client.ok("SELECT Trash");
      client.ok("STORE 1 +FLAGS (\\Deleted)");
      assertThat(client.ok("EXPUNGE")).contains("* 1 EXPUNGE");
      client.ok("SELECT Archive");
      assertThat(client.no("FETCH 1 BODY.PEEK[]")).startsWith("NO [CORRUPTION]");
    }
  }
}
