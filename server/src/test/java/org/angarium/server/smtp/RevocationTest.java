package org.angarium.server.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Base64;
import javax.net.ssl.SSLSocket;
import org.angarium.server.net.Listener;
import org.angarium.server.net.Protection;
import org.angarium.store.directory.AccountUpdate;
import org.angarium.store.engine.memory.MemoryEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An account that may not go on sends nothing more over the sessions that it has open. */
@Timeout(300)
class RevocationTest {
  private SmtpFixture fixture;
  private Listener listener;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    fixture = new SmtpFixture(new MemoryEngine(), folder);
    listener = fixture.listen(SmtpFixture.settings(SmtpRole.SUBMISSION), Protection.IMPLICIT);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  /** A session over TLS, logged in as bob. */
  private final class Session implements AutoCloseable {
    private final SSLSocket socket;
    private final BufferedReader in;

    Session() throws IOException {
      Socket raw = SmtpFixture.connect(listener);
      socket =
          (SSLSocket)
              SmtpFixture.CLIENT_TLS
                  .getSocketFactory()
                  .createSocket(raw, "mx.example.test", raw.getPort(), true);
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      expect("220");
      send("EHLO c.test");
      expect("250");
      send(
          "AUTH PLAIN "
              + Base64.getEncoder()
                  .encodeToString(("\0bob@example.test\0" + SmtpFixture.PASSWORD).getBytes(UTF_8)));
      expect("235");
    }

    void send(String line) throws IOException {
      socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
    }

    String expect(String code) throws IOException {
      String line = in.readLine();
      while (line != null && line.length() > 3 && line.charAt(3) == '-') {
        line = in.readLine();
      }
      assertThat(line).startsWith(code);
      return line;
    }

    void transaction() throws IOException {
      send("MAIL FROM:<bob@example.test>");
      expect("250");
      send("RCPT TO:<alice@example.test>");
      expect("250");
    }

    void assertOver(String words) throws IOException {
      assertThat(expect("421 4.7.0")).contains(words);
      assertThat(in.readLine()).isNull();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private void suspend() throws Exception {
    fixture.directory.updateAccount(fixture.bob.id(), AccountUpdate.suspended(true));
  }

  @Test
  void aSessionThatWaitsIsEndedWithItsReason() throws Exception {
    try (Session idle = new Session();
        Session inside = new Session()) {
      inside.transaction();
      suspend();
      idle.assertOver("The account was suspended");
      inside.assertOver("The account was suspended");
    }
    assertThat(fixture.authenticator.openSessions()).isZero();
  }

  @Test
  void aMessageThatIsNotWholeYetIsNotTaken() throws Exception {
    int before = fixture.inbox(fixture.alice).size();
    try (Session data = new Session();
        Session chunks = new Session()) {
      data.transaction();
      data.send("DATA");
      data.expect("354");
      data.send("Subject: half");
      chunks.transaction();
      chunks.send("BDAT 15\r\nSubject: half");
      chunks.expect("250");
      chunks.send("BDAT 1000 LAST\r\nhalf");
      fixture.directory.setPassword(fixture.bob.id(), "another fine phrase".getBytes(UTF_8));
      data.assertOver("The password was changed");
      chunks.assertOver("The password was changed");
    }
    assertThat(fixture.inbox(fixture.alice)).hasSize(before);
  }

  @Test
  void whatWasAcceptedStaysAccepted() throws Exception {
    int before = fixture.inbox(fixture.alice).size();
    try (Session session = new Session()) {
      session.transaction();
      session.send("DATA");
      session.expect("354");
      session.send("Subject: whole\r\n\r\nwhole\r\n.");
      session.expect("250");
      fixture.directory.deleteAccount(fixture.bob.id());
      session.assertOver("The account was deleted");
    }
    assertThat(fixture.inbox(fixture.alice)).hasSize(before + 1);
  }

  @Test
  void anAddressThatWasTakenAwayIsNoSenderAnyMore() throws Exception {
    try (Session session = new Session()) {
      session.send("MAIL FROM:<rob@example.test>");
      session.expect("250");
      session.send("RSET");
      session.expect("250");
      fixture.directory.removeName(fixture.bob.id(), SmtpFixture.address("rob@example.test"));
      session.send("MAIL FROM:<rob@example.test>");
      session.expect("553");
      fixture.directory.deleteAlias(SmtpFixture.address("team@example.test"));
      session.send("MAIL FROM:<team@example.test>");
      session.expect("553");
      // The address of the login itself, once the account has another and gives it up.
      fixture.directory.setPrimary(fixture.bob.id(), SmtpFixture.address("new@example.test"));
      session.send("MAIL FROM:<bob@example.test>");
      session.expect("250");
      session.send("RSET");
      session.expect("250");
      fixture.directory.removeName(fixture.bob.id(), SmtpFixture.address("bob@example.test"));
      session.send("MAIL FROM:<bob@example.test>");
      session.expect("553");
      session.send("MAIL FROM:<new@example.test>");
      session.expect("250");
    }
  }
}
