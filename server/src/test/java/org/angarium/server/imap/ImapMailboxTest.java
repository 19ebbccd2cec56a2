package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * CREATE to NAMESPACE, LIST in all forms, quota (RFC 9051 §6.3; RFC 3348, 5258, 5819, 6154, 8438,
 * 9208).
 */
class ImapMailboxTest {
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

  @Test
  void aNewAccountHasTheUsualMailboxes() throws Exception {
    try (ImapClient client = server.login()) {
      assertThat(client.ok("LIST \"\" *"))
          .contains("* LIST (\\HasNoChildren) \"/\" INBOX\n")
          .contains("* LIST (\\HasNoChildren \\Sent) \"/\" Sent\n")
          .contains("\\Trash) \"/\" Trash\n")
          .contains("\\Junk) \"/\" Junk\n")
          .contains("\\Drafts) \"/\" Drafts\n");
      assertThat(client.ok("LIST \"\" \"\"")).startsWith("* LIST (\\Noselect) \"/\" \"\"\n");
      assertThat(client.ok("NAMESPACE")).startsWith("* NAMESPACE ((\"\" \"/\")) NIL NIL\n");
    }
  }

  @Test
  void createRenameDelete() throws Exception {
    try (ImapClient client = server.login()) {
      assertThat(client.ok("CREATE a/b/c")).contains("OK [MAILBOXID (F");
      assertThat(client.no("CREATE a/b/c")).contains("[ALREADYEXISTS]");
      assertThat(client.no("CREATE INBOX")).contains("[ALREADYEXISTS]");
      assertThat(client.ok("LIST \"\" a")).startsWith("* LIST (\\HasChildren");
      assertThat(client.ok("LIST a/ %")).contains("\"/\" a/b\n").doesNotContain("a/b/c");
      client.ok("RENAME a/b x");
      assertThat(client.ok("LIST \"\" x/*")).contains("\"/\" x/c\n");
      client.ok("DELETE x/c");
      assertThat(client.no("DELETE x/c")).contains("[NONEXISTENT]");
      client.no("DELETE INBOX");
      client.ok("CREATE folder/");
      assertThat(client.ok("LIST \"\" folder*")).contains("\"/\" folder\n");
    }
  }

  @Test
  void namesInOtherScripts() throws Exception {
    try (ImapClient client = server.login()) {
      client.ok("CREATE \"Entw&APw-rfe &- mehr\"");
      assertThat(client.ok("LIST \"\" Entw*")).contains("\"/\" \"Entw&APw-rfe &- mehr\"\n");
      client.ok("SELECT \"Entw&APw-rfe &- mehr\"");
      client.no("CREATE a&b");
    }
  }

  @Test
  void renamedInboxGivesItsMessages() throws Exception {
    server.deliver("INBOX", simple("one"));
    try (ImapClient client = server.login()) {
      client.ok("RENAME INBOX old");
      assertThat(client.ok("STATUS INBOX (MESSAGES)")).contains("(MESSAGES 0)");
      assertThat(client.ok("STATUS old (MESSAGES)")).contains("(MESSAGES 1)");
    }
  }

  @Test
  void subscriptions() throws Exception {
    try (ImapClient client = server.login()) {
      client.ok("CREATE lists/java/dev");
      client.ok("SUBSCRIBE lists/java/dev");
      client.ok("SUBSCRIBE ghost");
      assertThat(client.ok("LSUB \"\" *"))
          .contains("* LSUB () \"/\" lists/java/dev\n")
          .contains("(\\Noselect) \"/\" ghost\n");
      assertThat(client.ok("LSUB \"\" %")).contains("* LSUB (\\Noselect) \"/\" lists\n");
      assertThat(client.ok("LIST (SUBSCRIBED) \"\" *"))
          .contains("\\Subscribed) \"/\" lists/java/dev\n")
          .contains("\\NonExistent \\Subscribed) \"/\" ghost\n")
          .doesNotContain("\"/\" lists\n");
      assertThat(client.ok("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %"))
          .contains("\"/\" lists (\"CHILDINFO\" (\"SUBSCRIBED\"))\n");
      client.ok("UNSUBSCRIBE ghost");
      assertThat(client.ok("LSUB \"\" *")).doesNotContain("ghost");
    }
  }

  @Test
  void listWithStatusAndSpecialUse() throws Exception {
    server.deliver("INBOX", simple("one"));
    int size = simple("one").replace("\n", "\r\n").length();
    try (ImapClient client = server.login()) {
      assertThat(client.ok("LIST \"\" (INBOX Sent) RETURN (STATUS (MESSAGES UNSEEN SIZE))"))
          .contains("\"/\" INBOX\n* STATUS INBOX (MESSAGES 1 UNSEEN 1 SIZE " + size + ")\n")
          .contains("* STATUS Sent (MESSAGES 0 UNSEEN 0 SIZE 0)\n");
      assertThat(client.ok("LIST (SPECIAL-USE) \"\" *")).doesNotContain("INBOX").contains("\\Sent");
      assertThat(client.no("CREATE Kept (USE (\\Archive))")).contains("[USEATTR]");
      client.ok("DELETE Archive");
      client.ok("CREATE Kept (USE (\\Archive))");
      assertThat(client.ok("LIST \"\" Kept")).contains("\\Archive) \"/\" Kept\n");
      assertThat(client.no("CREATE Odd (USE (\\Strange))")).contains("[USEATTR]");
      assertThat(
              client.ok(
                  "STATUS INBOX (UIDNEXT UIDVALIDITY HIGHESTMODSEQ MAILBOXID APPENDLIMIT RECENT)"))
          .containsPattern(
              "UIDNEXT 2 UIDVALIDITY \\d+ HIGHESTMODSEQ \\d+ MAILBOXID \\(F[\\w-]+\\) APPENDLIMIT \\d+ RECENT 1");
    }
  }

  @Test
  void quota() throws Exception {
    try (ImapClient client = server.login()) {
      // RFC 9208 §7: a QUOTA response names at least one resource, so without limits there is none.
      assertThat(client.ok("GETQUOTAROOT INBOX")).startsWith("* QUOTAROOT INBOX\nOK");
      assertThat(client.no("GETQUOTA \"\"")).contains("[NONEXISTENT]");
      server.store.mailboxes().limit(server.joe.id(), 100 << 10, 10);
      server.deliver("INBOX", simple("one"));
      assertThat(client.ok("GETQUOTAROOT INBOX"))
          .startsWith("* QUOTAROOT INBOX \"\"\n* QUOTA \"\" (STORAGE 1 100 MESSAGE 1 10)\n");
      assertThat(client.no("GETQUOTA other")).contains("[NONEXISTENT]");
      server.store.mailboxes().limit(server.joe.id(), 0, 1);
      String text = simple("two").replace("\n", "\r\n");
      assertThat(client.no("APPEND INBOX {" + text.length() + "+}\r\n" + text))
          .contains("[OVERQUOTA]");
    }
  }
}
