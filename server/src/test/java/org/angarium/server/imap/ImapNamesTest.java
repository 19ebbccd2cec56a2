package org.angarium.server.imap;

import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mailbox names and patterns in every spelling that the grammar has (RFC 3501 §5.1, §9). */
class ImapNamesTest {
  @TempDir Path folder;
  private ImapFixture server;
  private ImapClient client;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.inMemory(folder);
    client = server.login();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "~x", "~", "a~b", "a]b", "]", "[a", "a[b]", "+x", "-x", "a.b", "$x", "#x", "!x", "'x'",
        "a=b", "a;b", "a?b", "a@b", "^x", "`x`", "|x", "}x", "<x>", "a,b", "a:b", "NIL", "&-", "1",
        "1:*"
      })
  void atomsAreNamesInEveryPlace(String name) throws Exception {
    if (name.contains("*")) {
      client.bad("SELECT " + name); // a wildcard of LIST is no ASTRING-CHAR
      return;
    }
    client.ok("CREATE " + name);
    client.ok("SUBSCRIBE " + name);
    client.ok("SELECT " + name);
    client.ok("EXAMINE " + name);
    assertThat(client.ok("STATUS " + name + " (MESSAGES)")).contains("(MESSAGES 0)");
    assertThat(client.ok("LIST \"\" " + name)).startsWith("* LIST (\\HasNoChildren) \"/\" ");
    assertThat(client.ok("LIST " + name + " \"\"")).startsWith("* LIST (\\Noselect)");
    assertThat(client.ok("LIST \"\" " + name + "*")).startsWith("* LIST");
    assertThat(client.ok("LIST \"\" (" + name + " x-none)")).startsWith("* LIST");
    assertThat(client.ok("LSUB \"\" " + name + "%")).startsWith("* LSUB");
    client.ok("GETQUOTAROOT " + name);
    client.append(name, "", simple("one"));
    client.ok("SELECT " + name);
    client.ok("COPY 1 " + name);
    client.ok("MOVE 2 " + name);
    client.ok("SEARCH SUBJECT " + name);
    client.ok("SEARCH HEADER " + name + " " + name);
    client.ok("FETCH 1 BODY.PEEK[HEADER.FIELDS (" + name + ")]");
    client.ok("UNSELECT");
    client.ok("RENAME " + name + " other");
    client.ok("RENAME other " + name);
    client.ok("UNSUBSCRIBE " + name);
    client.ok("DELETE " + name);
  }

  @Test
  void aListedNameIsTakenBackAsItWasListed() throws Exception {
    for (String name : new String[] {"~d", "a b", "x]", "q\\\"q", "b\\\\s", "Entw&APw-rfe", "&-"}) {
      client.ok("CREATE \"lists/" + name + "\"");
    }
    for (String line : client.ok("LIST \"lists/\" *").split("\n")) {
      if (line.startsWith("* LIST")) {
        client.ok("SELECT " + line.substring(line.indexOf("\"/\" ") + 4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"R&D\"",
        "a&b",
        "&",
        "\"&\"",
        "&AGE-", // an encoded letter of ASCII
        "&APw",
        "&APwA-", // bits left over
        "&2AA-", // half a surrogate pair
        "\"a\tb\"",
        "{3+}\r\n\u00ff\u00fea",
        "\"\u00ff\u00fe\"",
      })
  void aStringThatNamesNoMailboxIsNo(String name) throws Exception {
    assertThat(client.no("CREATE " + name)).contains("[CANNOT]");
    assertThat(client.no("SELECT " + name)).contains("[NONEXISTENT]");
    client.no("EXAMINE " + name);
    client.no("STATUS " + name + " (MESSAGES)");
    client.no("DELETE " + name);
    client.no("RENAME " + name + " other");
    client.no("RENAME Archive " + name);
    client.no("SUBSCRIBE " + name);
    client.no("UNSUBSCRIBE " + name);
    client.no("GETQUOTAROOT " + name);
    assertThat(client.no("APPEND " + name + " {3+}\r\nabc")).doesNotContain("TRYCREATE");
    server.deliver("INBOX", simple("one"));
    client.ok("SELECT INBOX");
    assertThat(client.no("COPY 1 " + name)).doesNotContain("TRYCREATE");
    client.no("UID MOVE 1 " + name);
    assertThat(client.ok("LIST \"\" " + name)).startsWith("OK");
    assertThat(client.ok("LIST " + name + " *")).startsWith("OK");
    assertThat(client.ok("LIST \"\" (" + name + " INBOX)")).startsWith("* LIST (\\HasNoChildren)");
    assertThat(client.ok("LSUB \"\" " + name)).startsWith("OK");
    assertThat(client.ok("LSUB " + name + " %")).startsWith("OK");
    client.bad("CREATE " + name + " (USE");
    client.bad("COPY 1 " + name + " more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a//b", "/a", "\"\"", "\"100%\"", "\"a*\""})
  void namesThatNoMailboxMayHaveAreNo(String name) throws Exception {
    client.no("CREATE " + name);
    client.no("SELECT " + name);
    client.no("RENAME Archive " + name);
    assertThat(client.no("APPEND " + name + " {3+}\r\nabc")).doesNotContain("TRYCREATE");
    server.deliver("INBOX", simple("one"));
    client.ok("SELECT INBOX");
    assertThat(client.no("COPY 1 " + name)).doesNotContain("TRYCREATE");
    assertThat(client.no("COPY 1 another")).contains("[TRYCREATE]");
  }

  @Test
  void namesThatAreTooLongAreNo() throws Exception {
    for (int length : new int[] {250, 251, 1_000, 1_001, 4_000, 4_001, 100_000}) {
      String name = "x".repeat(length);
      if (length <= 250) {
        client.ok("CREATE " + name);
        client.ok("SELECT " + name);
      } else {
        client.no("CREATE " + name);
        client.no("SELECT " + name);
        client.no("APPEND " + name + " {3+}\r\nabc");
      }
      client.command("LIST \"\" " + name);
    }
    assertThat(client.no("LIST \"\" " + "x".repeat(4_001))).contains("[LIMIT]");
    assertThat(client.ok("LIST \"\" " + "x".repeat(4_000))).startsWith("OK");
  }

  @Test
  void onlyInboxIsTheSameInAnyCase() throws Exception {
    client.ok("CREATE inboxes");
    client.ok("CREATE inbox/child");
    client.ok("CREATE a/inbox");
    client.ok("SUBSCRIBE inboxes");
    client.ok("SUBSCRIBE Inbox/child");
    String all = "\"/\" INBOX\n";
    assertThat(client.ok("LIST \"\" inbox*"))
        .contains(all)
        .contains("\"/\" inboxes\n")
        .contains("\"/\" INBOX/child\n");
    assertThat(client.ok("LIST \"\" INBOX*")).contains(all).doesNotContain("inboxes");
    assertThat(client.ok("LIST \"\" iNbOx")).contains(all).doesNotContain("child");
    assertThat(client.ok("LIST inbox es")).contains("\"/\" inboxes\n");
    assertThat(client.ok("LIST a/ inbox")).contains("\"/\" a/inbox\n");
    assertThat(client.ok("LIST \"\" a/INBOX")).startsWith("OK");
    assertThat(client.ok("LIST \"\" inbox/%")).contains("\"/\" INBOX/child\n");
    assertThat(client.ok("LIST (SUBSCRIBED) \"\" inbox%"))
        .contains("\"/\" inboxes\n")
        .doesNotContain("\"/\" INBOX/child\n");
    assertThat(client.ok("LSUB \"\" inbox%")).contains("\"/\" inboxes\n").contains("\"/\" INBOX\n");
    assertThat(client.ok("LSUB \"\" inbox*"))
        .contains("\"/\" inboxes\n")
        .contains("\"/\" INBOX/child\n");
    client.ok("SELECT inbox/child");
    client.no("SELECT Inboxes");
    client.no("SELECT inbox/Child");
    assertThat(client.ok("STATUS inBOX (MESSAGES)")).startsWith("* STATUS INBOX ");
  }

  @Test
  void lettersThatOnlyLookLikeInboxAreAnotherName() throws Exception {
    client.no("SELECT \"\u00c4\u00b1NBOX\""); // dotless i, in UTF-8
    client.ok("CREATE &ATE-NBOX");
    client.ok("CREATE &ATA-NBOX");
    assertThat(client.ok("LIST \"\" *NBOX"))
        .contains("\"/\" INBOX\n")
        .contains("\"/\" &ATE-NBOX\n")
        .contains("\"/\" &ATA-NBOX\n");
    client.ok("DELETE &ATE-NBOX");
  }

  @Test
  void emptyStringsStandWhereStringsDo() throws Exception {
    client.ok("LIST \"\" \"\"");
    client.ok("LIST {0+}\r\n {1+}\r\n*");
    client.ok("LSUB {0+}\r\n \"*\"");
    client.no("GETQUOTA {0+}\r\n"); // no root where there is no limit
    client.ok("ID (\"\" \"\")");
    client.no("LOGIN \"\" \"\"".replace("LOGIN", "SELECT").replace(" \"\" \"\"", " \"\""));
    client.ok("SELECT INBOX");
    client.ok("SEARCH SUBJECT \"\"");
    client.ok("SEARCH HEADER \"\" \"\"");
  }

  @Test
  void aLiteral8IsForMessagesOnly() throws Exception {
    client.bad("SELECT ~{5+}\r\nINBOX");
    client.bad("LIST \"\" ~{1+}\r\n*");
    client.bad("APPEND ~{5+}\r\nINBOX {3+}\r\nabc");
    client.ok("APPEND INBOX ~{3+}\r\nabc");
    client.ok("SELECT INBOX");
    client.bad("SEARCH SUBJECT ~{1+}\r\nx");
    client.ok("SEARCH SUBJECT ~");
  }
}
