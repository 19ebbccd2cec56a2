package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.angarium.server.net.Listener;
import org.angarium.store.engine.memory.MemoryEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands out of order and with strange octets, messages that are none: each has its reply. */
class OddCommandsTest {
  @TempDir Path folder;
  private SmtpFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new SmtpFixture(new MemoryEngine(), folder);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private Listener listen(SmtpRole role) throws Exception {
    return fixture.listen(SmtpFixture.settings(role));
  }

  @Test
  void strangeOctetsAreAnsweredByTheirPlace() throws Exception {
    SmtpFixture.talk(
        listen(SmtpRole.MX),
        """
        S: 220 *
        C! \\xff\\xfe\\r\\n
        S: 500 5.5.2 *
        C! EHLO M\\xdcLLER-PC\\r\\n
        S~ 250 *
        C! RSET \\xff\\r\\n
        S: 501 5.5.4 *
        C! NOOP \\xff\\r\\n
        S: 250 *
        C! HELP \\xff\\r\\n
        S: 214 *
        C! VRFY \\xff\\r\\n
        S: 501 5.5.2 *
        C! VRFY j\\xc3\\xb6rg\\r\\n
        S: 252 *
        C! MAIL FROM:<\\xff@b.test> SMTPUTF8\\r\\n
        S: 501 5.1.7 *
        C! MAIL FROM:<j\\xc3\\xb6rg@b.test>\\r\\n
        S: 553 5.6.7 *
        C! MAIL FROM:<a@b.test> X=\\xc3\\xb6\\r\\n
        S: 555 5.5.4 *
        C! MAIL FROM:<a@b.test> ENVID=\\xc3\\xb6\\r\\n
        S: 501 5.5.4 *
        C! MAIL FROM:<a@b.test> RET=\\xff\\r\\n
        S: 501 5.5.4 *
        C! MAIL FROM:<a\\x07@b.test>\\r\\n
        S: 501 5.1.7 *
        C! MAIL\\tFROM:<a@b.test>\\r\\n
        S: 500 5.5.2 *
        C! BDAT \\xff\\r\\n
        S: 501 5.5.4 *
        CLOSED
        """);
  }

  @Test
  void commandsOutOfOrderAreRefusedAndTheSessionGoesOn() throws Exception {
    SmtpFixture.talk(
        listen(SmtpRole.MX),
        """
        S: 220 *
        C: AUTH PLAIN AGEAYg==
        S: 502 5.5.1 *
        C: EHLO c.test
        S~ 250 *
        C! MAIL FROM:<a@b.test>\\r\\nRCPT TO:<bob@example.test>\\r\\nRSET\\r\\nRCPT TO:<bob@example.test>\\r\\nDATA\\r\\nNOOP\\r\\n
        S: 250 *
        S: 250 *
        S: 250 *
        S: 503 5.5.1 *
        S: 503 5.5.1 *
        S: 250 *
        C: MAIL FROM:<a@b.test>
        S: 250 *
        C: EHLO c.test
        S~ 250 *
        C: RCPT TO:<bob@example.test>
        S: 503 5.5.1 *
        C: RCPT TO:<bob@example.test> X=1
        S: 555 5.5.4 *
        C: MAIL FROM:<a@b.test>
        S: 250 *
        C: RCPT TO:<postmaster>NOTIFY=NEVER
        S: 501 5.1.3 *
        C: RCPT TO:<bob@example.test>
        S: 250 *
        C: MAIL FROM:<a@b.test>
        S: 503 5.5.1 *
        C: AUTH PLAIN AGEAYg==
        S: 502 5.5.1 *
        C: BDAT 0 LAST
        S: 250 2.0.0 *
        C: DATA
        S: 503 5.5.1 *
        """);
  }

  // RFC 2033 §4.2.
  @Test
  void lmtpTakesNoDataWithoutRecipients() throws Exception {
    SmtpFixture.talk(
        listen(SmtpRole.LMTP),
        """
        S: 220 *
        C: LHLO c.test
        S~ 250 *
        C: MAIL FROM:<>
        S: 250 *
        C: RCPT TO:<nobody@example.test>
        S: 550 *
        C: DATA
        S: 503 5.5.1 *
        C! BDAT 2 LAST\\r\\nxx
        S: 503 5.5.1 *
        C: NOOP
        S: 250 *
        """);
  }

  @Test
  void aRecipientIsExactlyOneAddress() throws Exception {
    String[] cases = {
      "<a@b c@d>|501",
      "<a@example.test,bob@example.test>|501",
      "<bob@example.test> bob@example.test|501",
      "<bob@example.test>x|501",
      "<bob (comment)@example.test>|501",
      "<bob@(comment)example.test>|501",
      "Bob <bob@example.test>|501",
      "bob@example.test|501",
      "<<bob@example.test>>|501",
      "<bob@@example.test>|501",
      "<bob@example.test@example.test>|501",
      "<bob@example.test.>|501",
      "<bob@.example.test>|501",
      "<@>|501",
      "<@example.test>|501",
      "<bob@>|501",
      "<>|501",
      "< bob@example.test>|501",
      "<bob@example.test >|501",
      "<\"bob@example.test>|501",
      "<\"\"@example.test>|501",
      "<@a.test,bob@example.test>|501",
      "<@a.test:@b.test:bob@example.test>|501",
      "<bob@[127.0.0.1>|501",
      "<bob@127.0.0.1]>|501",
      "<bob@[localhost]>|501",
      "<bob@[IPv6:fe80::1%lo]>|501",
      "<bob@[IPv6:::ffff:127.0.0.1.1]>|501",
      "<bob@[IPv6:1:2:3:4:5:6:7:8:9]>|501",
      "<bob@[0177.0.0.1]>|501",
      "<bob@[127.1]>|501",
      "<bob@[2130706433]>|501",
      "<bob@[IPv6:::ffff:127.0.0.1]>|550",
      "<bob@[IPv6:::1]>|550",
      "<bob@127.0.0.1>|550",
      "<bob@localhost>|550",
      "<\"bob\"@example.test>|250",
      "<\"b\\ob\"@example.test>|250",
      "<@a.test:bob@example.test>|250",
      "<\"bob@example.test\"@example.test>|550",
    };
    Listener listener = listen(SmtpRole.MX);
    for (String each : cases) {
      String[] pathAndCode = each.split("\\|", 2);
      SmtpFixture.talk(
          listener,
          """
          S: 220 *
          C: EHLO c.test
          S~ 250 *
          C: MAIL FROM:<>
          S: 250 *
          C: RCPT TO:%s
          S: %s *
          """
              .formatted(pathAndCode[0].replace("\\", "\\\\"), pathAndCode[1]));
    }
  }

  @Test
  void addressesHaveTheirBounds() throws Exception {
    String label = "x".repeat(63) + ".";
    SmtpFixture.talk(
        listen(SmtpRole.MX),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<%1$s@b.test>
        S: 250 *
        C: RSET
        S: 250 *
        C: MAIL FROM:<%1$sa@b.test>
        S: 501 5.1.7 *
        C: MAIL FROM:<a@%2$s%2$s%2$s%3$s>
        S: 250 *
        C: RSET
        S: 250 *
        C: MAIL FROM:<ab@%2$s%2$s%2$s%3$s>
        S: 501 5.1.7 *
        C: MAIL FROM:<a@%2$s%2$s%2$s%3$sx>
        S: 501 5.1.7 *
        C: MAIL FROM:<a@xx%2$sx>
        S: 501 5.1.7 *
        """
            .formatted("a".repeat(64), label, "x".repeat(60)));
  }

  /** What arrives whole is kept, whatever a parser may think of it. */
  @Test
  void messagesThatAreNoneAreKeptAllTheSame() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String[] pieces = {
      "Content-Type: multipart/mixed; boundary=\"b\"\r\n",
      "Content-Type: text/plain; charset=\"\u00ff\u00fe no such\"\r\n",
      "Content-Type: ;;;=\r\n",
      "Content-Transfer-Encoding: base64\r\n",
      "Content-Transfer-Encoding: quoted-printable\r\n",
      "Date: Thu, 99 Foo 99999 99:99:99 +9999\r\n",
      "From: <@@>,,;:\"\r\n",
      "Subject: =?x?q?=FF?= =?utf-8?b?////?=\r\n",
      "References: <<<>>>\r\n",
      "--b\r\n",
      "--b--\r\n",
      "\r\n",
      " \r\n",
      "=\r\n",
      ": \r\n",
      "=ZZ \u0000\r\n".replace("\u0000", "\u0001"),
      "Content-Type: message/rfc822\r\n",
    };
    int messages = 80;
    try (Socket socket = SmtpFixture.connect(listen(SmtpRole.MX))) {
      OutputStream out = socket.getOutputStream();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      in.readLine();
      out.write("HELO c.test\r\n".getBytes(StandardCharsets.US_ASCII));
      in.readLine();
      for (int n = 0; n < messages; n++) {
        StringBuilder message = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
          message.append(pieces[random.nextInt(pieces.length)]);
        }
        out.write(
            ("MAIL FROM:<>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n" + message + ".\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        for (int reply = 0; reply < 4; reply++) {
          assertThat(in.readLine()).as("seed %d: %s", seed, message).containsPattern("^(250|354) ");
        }
      }
    }
    assertThat(fixture.inbox(fixture.bob)).hasSize(messages);
  }
}
