package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands about messages that another session expunged, which this one was not told yet: a number
 * that is gone fails COPY and MOVE whole (RFC 3501 §6.4.7, RFC 5530 EXPUNGEISSUED), a UID that is
 * gone is passed over (§6.4.8).
 */
class ImapGoneTest {
  @TempDir Path folder;
  private ImapFixture server;
  private ImapClient client;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.inMemory(folder);
    for (String subject : new String[] {"one", "two", "three", "four"}) {
      server.deliver("INBOX", simple(subject));
    }
    client = server.inbox();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  private void expungeElsewhere(String numbers) throws Exception {
    try (ImapClient other = server.inbox()) {
      other.ok("STORE " + numbers + " +FLAGS.SILENT (\\Deleted)");
      other.ok("EXPUNGE");
    }
  }

  private void copiedNothing() throws Exception {
    assertThat(client.ok("STATUS Archive (MESSAGES)")).contains("(MESSAGES 0)");
  }

  @Test
  void copyAndMoveByNumberAreAllOrNothing() throws Exception {
    expungeElsewhere("2,4");
    for (String set : new String[] {"1:2", "2", "1:*", "*", "1,4", "1:3"}) {
      assertThat(client.no("COPY " + set + " Archive")).startsWith("NO [EXPUNGEISSUED]");
      assertThat(client.no("MOVE " + set + " Archive")).startsWith("NO [EXPUNGEISSUED]");
    }
    copiedNothing();
    assertThat(client.ok("COPY 1,3 Archive")).containsPattern("\\[COPYUID \\d+ 1,3 1:2]");
    assertThat(client.ok("UID SEARCH ALL")).contains("* SEARCH 1 3\n");
  }

  @Test
  void theSavedResultIsAsNumbersAre() throws Exception {
    client.ok("SEARCH RETURN (SAVE) ALL");
    expungeElsewhere("3");
    assertThat(client.no("COPY $ Archive")).startsWith("NO [EXPUNGEISSUED]");
    assertThat(client.no("MOVE $ Archive")).startsWith("NO [EXPUNGEISSUED]");
    copiedNothing();
    client.ok("NOOP");
    assertThat(client.ok("COPY $ Archive")).containsPattern("\\[COPYUID \\d+ 1:2,4 1:3]");
  }

  @Test
  void uidsThatAreGoneArePassedOver() throws Exception {
    expungeElsewhere("2");
    assertThat(client.ok("UID COPY 1:2 Archive")).containsPattern("\\[COPYUID \\d+ 1 1]");
    expungeElsewhere("1");
    assertThat(client.ok("UID MOVE 1:3 Archive")).containsPattern("\\[COPYUID \\d+ 3 2] Moved");
    assertThat(client.ok("UID COPY 1 Archive")).startsWith("OK COPY completed");
  }

  @Test
  void searchDoesNotFindWhatIsGoneAndSaysSo() throws Exception {
    expungeElsewhere("2");
    assertThat(client.ok("SEARCH ALL")).startsWith("* SEARCH 1 3 4\nOK [EXPUNGEISSUED]");
    assertThat(client.ok("SEARCH NOT TEXT nonsense")).startsWith("* SEARCH 1 3 4\nOK [EXPUNGE");
    assertThat(client.ok("SEARCH SUBJECT four")).startsWith("* SEARCH 4\nOK [EXPUNGEISSUED]");
    assertThat(client.ok("SEARCH RETURN (COUNT) ALL")).contains(" COUNT 3\nOK [EXPUNGEISSUED]");
    assertThat(client.ok("UID SEARCH ALL"))
        .startsWith("* SEARCH 1 3 4\n")
        .contains("* 2 EXPUNGE\n")
        .contains("\nOK SEARCH completed");
    assertThat(client.ok("SEARCH ALL")).startsWith("* SEARCH 1 2 3\nOK SEARCH completed");
  }

  @Test
  void uidExpungeOfWhatIsGoneIsNoError() throws Exception {
    expungeElsewhere("2");
    assertThat(client.ok("UID EXPUNGE 2")).contains("* 2 EXPUNGE\n");
  }

  @Test
  void aMailboxThatIsGoneIsNoTarget() throws Exception {
    try (ImapClient other = server.login()) {
      other.ok("DELETE Archive");
    }
    assertThat(client.no("COPY 1 Archive")).contains("[TRYCREATE]");
  }
}
