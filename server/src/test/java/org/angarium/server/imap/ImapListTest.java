package org.angarium.server.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LIST with its options, after the examples of RFC 5258 §5, and LSUB (RFC 3501 §6.3.9). */
class ImapListTest {
  @TempDir Path folder;
  private ImapFixture server;
  private ImapClient client;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.inMemory(folder);
    client = server.login();
    for (String name : List.of("Archive", "Drafts", "Junk", "Sent", "Trash")) {
      client.ok("UNSUBSCRIBE " + name);
      client.ok("DELETE " + name);
    }
    client.ok("UNSUBSCRIBE INBOX");
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  private void make(List<String> created, List<String> subscribed) throws Exception {
    for (String name : created) {
      client.ok("CREATE " + name);
    }
    for (String name : subscribed) {
      client.ok("SUBSCRIBE " + name);
    }
  }

  /** The untagged answers, without INBOX and without what stands before the attributes. */
  private List<String> answers(String command) throws Exception {
    List<String> answers = new ArrayList<>();
    for (String line : client.ok(command).split("\n")) {
      if (line.startsWith("* ") && !line.endsWith(" INBOX")) {
        answers.add(line.replaceFirst("^\\* \\w+ ", "").replace("\"/\" ", ""));
      }
    }
    return answers;
  }

  @Test
  void subscribedMailboxesWithThoseThatDoNotExist() throws Exception {
    make(
        List.of("Fruit/Apple", "Fruit/Banana", "Tofu", "Vegetable/Broccoli", "Vegetable/Corn"),
        List.of("Fruit/Banana", "Fruit/Peach", "Vegetable", "Vegetable/Broccoli"));
    assertThat(answers("LIST (SUBSCRIBED) \"\" *"))
        .containsExactly(
            "(\\HasNoChildren \\Subscribed) Fruit/Banana",
            "(\\HasNoChildren \\NonExistent \\Subscribed) Fruit/Peach",
            "(\\HasChildren \\Subscribed) Vegetable",
            "(\\HasNoChildren \\Subscribed) Vegetable/Broccoli");
    assertThat(answers("LIST \"\" %"))
        .containsExactly(
            "(\\HasChildren) Fruit", "(\\HasNoChildren) Tofu", "(\\HasChildren) Vegetable");
    assertThat(answers("LIST \"\" % RETURN (SUBSCRIBED)"))
        .containsExactly(
            "(\\HasChildren) Fruit",
            "(\\HasNoChildren) Tofu",
            "(\\HasChildren \\Subscribed) Vegetable");
    assertThat(answers("LIST \"\" (Tofu Fruit/%) RETURN (CHILDREN)"))
        .containsExactly(
            "(\\HasNoChildren) Fruit/Apple",
            "(\\HasNoChildren) Fruit/Banana",
            "(\\HasNoChildren) Tofu");
    assertThat(answers("LIST Vegetable/ %"))
        .containsExactly(
            "(\\HasNoChildren) Vegetable/Broccoli", "(\\HasNoChildren) Vegetable/Corn");
  }

  @Test
  void aSubscriptionWithoutAMailboxMakesNoChild() throws Exception {
    make(List.of("Fruit"), List.of("Fruit", "Fruit/Peach"));
    assertThat(answers("LIST (SUBSCRIBED) \"\" *"))
        .containsExactly(
            "(\\HasNoChildren \\Subscribed) Fruit",
            "(\\HasNoChildren \\NonExistent \\Subscribed) Fruit/Peach");
  }

  @Test
  void recursiveMatchShowsParentsOfWhatTheyHide() throws Exception {
    make(
        List.of(
            "foo2/bar1",
            "foo2/bar2",
            "baz2/bar2",
            "baz2/bar22",
            "baz2/bar222",
            "eps2/mamba",
            "qux2/bar2"),
        List.of(
            "foo2/bar1",
            "foo2/bar2",
            "baz2/bar2",
            "baz2/bar22",
            "baz2/bar222",
            "eps2",
            "eps2/mamba",
            "qux2/bar2"));
    assertThat(answers("LIST (RECURSIVEMATCH SUBSCRIBED) \"\" *2"))
        .containsExactly(
            "(\\HasNoChildren \\Subscribed) baz2/bar2",
            "(\\HasNoChildren \\Subscribed) baz2/bar22",
            "(\\HasNoChildren \\Subscribed) baz2/bar222",
            "(\\HasChildren \\Subscribed) eps2 (\"CHILDINFO\" (\"SUBSCRIBED\"))",
            "(\\HasChildren) foo2 (\"CHILDINFO\" (\"SUBSCRIBED\"))",
            "(\\HasNoChildren \\Subscribed) foo2/bar2",
            "(\\HasNoChildren \\Subscribed) qux2/bar2");
    assertThat(answers("LIST (SUBSCRIBED) \"\" %"))
        .containsExactly("(\\HasChildren \\Subscribed) eps2");
    assertThat(answers("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %"))
        .containsExactly(
            "(\\HasChildren) baz2 (\"CHILDINFO\" (\"SUBSCRIBED\"))",
            "(\\HasChildren \\Subscribed) eps2 (\"CHILDINFO\" (\"SUBSCRIBED\"))",
            "(\\HasChildren) foo2 (\"CHILDINFO\" (\"SUBSCRIBED\"))",
            "(\\HasChildren) qux2 (\"CHILDINFO\" (\"SUBSCRIBED\"))");
    assertThat(answers("LSUB \"\" %"))
        .containsExactly("(\\Noselect) baz2", "() eps2", "(\\Noselect) foo2", "(\\Noselect) qux2");
    assertThat(answers("LSUB \"\" foo2*")).containsExactly("() foo2/bar1", "() foo2/bar2");
    assertThat(answers("LSUB foo2/ %")).containsExactly("() foo2/bar1", "() foo2/bar2");
  }

  @Test
  void optionsThatMakeNoSenseAreBad() throws Exception {
    client.bad("LIST (RECURSIVEMATCH) \"\" *");
    client.bad("LIST (RECURSIVEMATCH REMOTE) \"\" *");
    client.bad("LIST (RECURSIVEMATCH SPECIAL-USE) \"\" *");
    client.bad("LIST (NOSUCH) \"\" *");
    client.bad("LIST \"\" * RETURN (NOSUCH)");
    client.bad("LIST \"\" () RETURN (CHILDREN)");
    client.bad("LIST \"\" * RETURN (STATUS ())");
    client.bad("LIST \"\" * RETURN CHILDREN");
    client.bad("LSUB (SUBSCRIBED) \"\" *");
    client.ok("LIST () \"\" * RETURN ()");
    client.ok("LIST (REMOTE SUBSCRIBED RECURSIVEMATCH) \"\" (* %)");
  }

  @Test
  void childrenOfInboxAreListedInItsOneSpelling() throws Exception {
    make(List.of("inbox/a", "Inbox/b/c"), List.of("iNBOX/a"));
    assertThat(answers("LIST \"\" InBoX/%"))
        .containsExactly("(\\HasNoChildren) INBOX/a", "(\\HasChildren) INBOX/b");
    assertThat(answers("LIST inbox/b/ %c")).containsExactly("(\\HasNoChildren) INBOX/b/c");
    assertThat(answers("LSUB inbox /*")).containsExactly("() INBOX/a");
    assertThat(client.ok("LSUB \"\" inb%")).startsWith("* LSUB (\\Noselect) \"/\" INBOX\n");
    assertThat(client.ok("LIST \"\" inbox")).startsWith("* LIST (\\HasChildren) \"/\" INBOX\n");
  }
}
