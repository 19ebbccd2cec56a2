package org.angarium.server.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LOGIN, AUTHENTICATE, STARTTLS (RFC 9051 §6.2, RFC 4959). */
class ImapLoginTest {
  @TempDir Path folder;
  private ImapFixture server;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.inMemory(folder, ImapSettings.DEFAULT);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private static String plain(String password) {
    return Base64.getEncoder()
        .encodeToString(
            ("\0" + ImapFixture.USER + "\0" + password).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void noPasswordInClear() throws Exception {
    try (ImapClient client = new ImapClient(server.port())) {
      assertThat(client.line())
          .contains(" STARTTLS ")
          .contains(" LOGINDISABLED")
          .doesNotContain("AUTH=PLAIN");
      assertThat(client.no("LOGIN " + ImapFixture.USER + " \"" + ImapFixture.PASSWORD + "\""))
          .contains("[PRIVACYREQUIRED]");
      client.no("AUTHENTICATE PLAIN " + plain(ImapFixture.PASSWORD));
    }
  }

  @Test
  void loginAfterStartTls() throws Exception {
    try (ImapClient client = server.connect()) {
      client.ok("STARTTLS");
      client.secure();
      assertThat(client.ok("CAPABILITY"))
          .contains("AUTH=PLAIN")
          .doesNotContain("LOGINDISABLED")
          .doesNotContain("STARTTLS");
      assertThat(client.ok("LOGIN " + ImapFixture.USER + " \"" + ImapFixture.PASSWORD + "\""))
          .contains("OK [CAPABILITY IMAP4rev1 ")
          .contains(" MOVE ")
          .doesNotContain("AUTH=");
      client.ok("SELECT INBOX");
      client.bad("STARTTLS");
    }
  }

  @Test
  void whatIsSaidBeforeTheHandshakeCountsNotAfterIt() throws Exception {
    try (ImapClient client = server.connect()) {
      client.send("s STARTTLS\r\nx CAPABILITY\r\n");
      assertThat(client.answer("s")).startsWith("OK");
      client.secure();
      client.send("y NOOP\r\n");
      assertThat(client.line()).startsWith("y OK");
    }
  }

  @Test
  void authenticateWithAndWithoutInitialResponse() throws Exception {
    try (ImapClient client = server.connect()) {
      client.ok("STARTTLS");
      client.secure();
      client.send("a AUTHENTICATE PLAIN\r\n");
      assertThat(client.line()).isEqualTo("+ ");
      client.send("*\r\n");
      assertThat(client.line()).startsWith("a BAD");
      client.send("b AUTHENTICATE PLAIN\r\n");
      assertThat(client.line()).isEqualTo("+ ");
      client.send("!!!\r\n");
      assertThat(client.line()).startsWith("b BAD");
      assertThat(client.no("AUTHENTICATE PLAIN " + plain("wrong password")))
          .contains("[AUTHENTICATIONFAILED]");
      assertThat(client.no("AUTHENTICATE X-NONE")).contains("NO [CANNOT]");
      client.ok("AUTHENTICATE PLAIN " + plain(ImapFixture.PASSWORD));
      client.ok("SELECT INBOX");
    }
  }

  @Test
  void guessingEndsTheConnection() throws Exception {
    try (ImapClient client = server.connect()) {
      client.ok("STARTTLS");
      client.secure();
      String answer = "";
      for (int i = 0; i < 20 && !answer.contains("BYE"); i++) {
        answer = client.command("LOGIN " + ImapFixture.USER + " guess" + i + "guess");
      }
      assertThat(answer).contains("* BYE");
      assertThat(client.closed()).isTrue();
    }
  }
}
