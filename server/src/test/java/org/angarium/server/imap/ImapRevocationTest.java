package org.angarium.server.imap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.directory.AccountUpdate;
import org.angarium.store.directory.NewAccount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An account that may not go on loses its open sessions at once, and is told why. */
@Timeout(300)
class ImapRevocationTest {
  @TempDir Path folder;

  /** Reads to the end; the last line must be a BYE with these words. */
  private static void assertBye(ImapClient client, String words) throws IOException {
    String last = client.line();
    while (!last.startsWith("* BYE")) {
      last = client.line();
    }
    assertThat(last).contains(words);
    assertThat(client.closed()).isTrue();
  }

  private static void suspend(ImapFixture server) throws Exception {
    server.directory.updateAccount(server.joe.id(), AccountUpdate.suspended(true));
  }

  @Test
  void aSuspendedAccountsSessionsSayGoodbye() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient loggedIn = server.login();
        ImapClient selected = server.inbox();
        ImapClient idle = server.inbox();
        ImapClient secured = server.connect();
        ImapClient stranger = server.connect()) {
      idle.send("i IDLE\r\n");
      assertThat(idle.line()).startsWith("+ ");
      secured.ok("STARTTLS");
      secured.secure();
      secured.ok("LOGIN " + ImapFixture.USER + " \"" + ImapFixture.PASSWORD + "\"");
      suspend(server);
      assertBye(loggedIn, "The account was suspended");
      assertBye(selected, "The account was suspended");
      assertBye(idle, "The account was suspended");
      assertBye(secured, "The account was suspended");
      assertThat(stranger.no("LOGIN " + ImapFixture.USER + " \"" + ImapFixture.PASSWORD + "\""))
          .contains("AUTHENTICATIONFAILED");
      assertThat(server.authenticator.openSessions()).isZero();
    }
  }

  @Test
  void anotherPasswordAndADeletionEndSessionsToo() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient idle = server.inbox()) {
      idle.send("i IDLE\r\n");
      assertThat(idle.line()).startsWith("+ ");
      server.directory.setPassword(server.joe.id(), "another fine phrase".getBytes(UTF_8));
      assertBye(idle, "The password was changed");
      try (ImapClient anew = server.connect()) {
        anew.ok("LOGIN " + ImapFixture.USER + " \"another fine phrase\"");
        anew.ok("SELECT INBOX");
        server.directory.deleteAccount(server.joe.id());
        assertBye(anew, "The account was deleted");
      }
    }
  }

  @Test
  void aDisabledDomainEndsSessions() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient client = server.inbox()) {
      server.directory.enableDomain("example.test", false);
      assertBye(client, "The domain of the account was disabled");
    }
  }

  @Test
  void nothingPipelinedIsDoneAfterwards() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient client = server.inbox()) {
      StringBuilder many = new StringBuilder("i IDLE\r\n");
      client.send(many.toString());
      assertThat(client.line()).startsWith("+ ");
      suspend(server);
      StringBuilder commands = new StringBuilder("DONE\r\n");
      for (int i = 0; i < 100; i++) {
        commands.append("c").append(i).append(" CREATE box").append(i).append("\r\n");
      }
      try {
        client.send(commands.toString());
      } catch (IOException alreadyClosed) {
        assertThat(alreadyClosed).isNotNull();
      }
      assertThat(server.store.mailboxes().find(server.joe.id(), "box99")).isEmpty();
    }
  }

  @Test
  void aMessageThatIsHalfThereIsNotKept() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient client = server.login()) {
      client.send("a APPEND INBOX {1000}\r\n");
      assertThat(client.line()).startsWith("+ ");
      client.send("Subject: half\r\n");
      suspend(server);
      assertBye(client, "The account was suspended");
      assertThat(server.store.mailboxes().view(server.mailbox("INBOX")).size()).isZero();
    }
  }

  @Test
  void whatIsRefusedEndsNoSession() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient client = server.inbox()) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> server.directory.setPassword(server.joe.id(), "password".getBytes(UTF_8))))
          .isNotNull();
      server.directory.createAccount(
          NewAccount.user(EmailAddress.parse("ann@example.test")),
          "another fine phrase".getBytes(UTF_8));
      server.directory.updateAccount(
          server.directory.account(EmailAddress.parse("ann@example.test")).orElseThrow().id(),
          AccountUpdate.suspended(true));
      client.ok("NOOP");
    }
  }

  @Test
  void anotherQuotaHoldsAtOnce() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder);
        ImapClient client = server.inbox()) {
      client.append("INBOX", "", ImapFixture.simple("one"));
      server.store.mailboxes().limit(server.joe.id(), 200, 0);
      assertThat(client.no("APPEND INBOX {300+}\r\n" + "x".repeat(300))).contains("OVERQUOTA");
      server.store.mailboxes().limit(server.joe.id(), 0, 0);
      client.append("INBOX", "", ImapFixture.simple("two"));
    }
  }
}
