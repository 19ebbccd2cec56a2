package org.angarium.server.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.angarium.server.imap.ImapFixture.simple;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.angarium.server.event.ImapEvent;
import org.angarium.server.event.SessionEnd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands damaged at random against a whole session: each gets a tagged answer or, where no tag is
 * left, an untagged one, or a BYE before the connection ends. The server never fails.
 */
class ImapSessionFuzzTest {
  private static final List<String> COMMANDS =
      List.of(
          "CAPABILITY",
          "NOOP",
          "CHECK",
          "ID (\"name\" \"x\" \"version\" NIL)",
          "ENABLE CONDSTORE QRESYNC",
          "NAMESPACE",
          "SELECT INBOX (CONDSTORE)",
          "SELECT INBOX (QRESYNC (1 1 1:4 (1 1)))",
          "EXAMINE {5+}\r\nINBOX",
          "CREATE \"Entw&APw-rfe\" (USE (\\Drafts))",
          "CREATE a/b/~c",
          "DELETE a/b/~c",
          "RENAME a/b \"c d\"",
          "RENAME INBOX old",
          "SUBSCRIBE a/b",
          "UNSUBSCRIBE \"a/b\"",
          "LIST \"\" *",
          "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (INBOX% a/*) RETURN (CHILDREN STATUS (MESSAGES))",
          "LSUB \"\" %",
          "STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN SIZE HIGHESTMODSEQ MAILBOXID)",
          "GETQUOTA \"\"",
          "GETQUOTAROOT INBOX",
          "APPEND INBOX (\\Seen $x) \" 7-Feb-1994 21:52:25 -0800\" {9+}\r\nA: b\r\n\r\nc",
          "APPEND INBOX {3+}\r\nabc {3+}\r\ndef",
          "APPEND {5+}\r\nINBOX ~{4+}\r\na\0bc",
          "FETCH 1:* (FLAGS UID ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822.SIZE)",
          "FETCH 2,4:7,* (BODY.PEEK[HEADER.FIELDS (Date \"From\")]<0.100> PREVIEW (LAZY))",
          "FETCH 1 (BODY[1.2.MIME] BODY[2.HEADER] BODY[TEXT]<5.6> RFC822.HEADER)",
          "FETCH 1:2 (BINARY[1]<0.9> BINARY.SIZE[1] BINARY.PEEK[])",
          "UID FETCH 1:* (FLAGS MODSEQ EMAILID THREADID SAVEDATE) (CHANGEDSINCE 1 VANISHED)",
          "STORE 2:4 (UNCHANGEDSINCE 12) +FLAGS (\\Seen $x)",
          "UID STORE 1:* -FLAGS.SILENT \\Deleted",
          "STORE $ FLAGS ()",
          "COPY 1:* Archive",
          "UID COPY * {7+}\r\nArchive",
          "MOVE 2 Archive",
          "UID EXPUNGE 3:4294967295",
          "EXPUNGE",
          "SEARCH RETURN (MIN MAX ALL COUNT SAVE) CHARSET UTF-8 OR (FROM \"x\" NOT SEEN) BODY {3+}\r\nabc",
          "SEARCH 1:* UID 2:9,$ SINCE 1-Feb-2020 SENTBEFORE \"2-Mar-2021\" LARGER 1 YOUNGER 9",
          "UID SEARCH HEADER Message-ID one KEYWORD $x MODSEQ \"/flags/\\\\Seen\" all 1 EMAILID M1",
          "SEARCH OR EMAILID M9999999999999999 THREADID T1 NOT (SAVEDON 1-Jan-2020 OLDER 1)",
          "IDLE\r\nDONE",
          "AUTHENTICATE PLAIN =",
          "AUTHENTICATE PLAIN\r\nAA==",
          "AUTHENTICATE SCRAM-SHA-256 biws",
          "AUTHENTICATE OAUTHBEARER bixhPXgsAQ==",
          "AUTHENTICATE EXTERNAL",
          "LOGIN {0+}\r\n \"\"",
          "UNSELECT",
          "CLOSE");

  private static final List<String> PIECES =
      List.of(
          "0",
          "1",
          "*",
          "$",
          "4294967295",
          "4294967296",
          "9223372036854775807",
          "-1",
          "1:*",
          "*:*",
          "(",
          ")",
          "[",
          "]",
          "<",
          ">",
          "{",
          "}",
          "{3}",
          "{3+}\r\nabc",
          "{0+}\r\n",
          "~{2+}\r\nab",
          "{99999999999999999999+}",
          "\"",
          "\\",
          "\\\"",
          "&",
          "&-",
          "&AAA-",
          "&2AA-",
          "%",
          "~",
          "+",
          "-",
          ".",
          ",",
          ":",
          "/",
          "//",
          "NIL",
          "\\Recent",
          "\\*",
          "\u00ff\u00fe",
          "\u00c3\u00bc",
          "\0",
          "\r",
          "\n",
          "\t",
          "\u007f",
          "31-Feb-2020",
          "\"99-Jan-9999 99:99:99 +9999\"",
          " ",
          "  ",
          "BODY[",
          "HEADER.FIELDS",
          "x".repeat(300));

  /** More than literals of two digits can take. */
  private static final int SWALLOWED = 60;

  @TempDir Path folder;

  @Test
  void everyDamagedCommandIsAnswered() throws Exception {
    run(System.nanoTime(), 2_500);
  }

  @Test
  @Tag("long")
  void everyDamagedCommandIsAnsweredForLong() throws Exception {
    for (int i = 0; i < 40; i++) {
      run(System.nanoTime(), 5_000);
    }
  }

  private void run(long seed, int commands) throws Exception {
    Random random = new Random(seed);
    try (ImapFixture server = ImapFixture.inMemory(folder.resolve("store" + seed))) {
      for (int i = 0; i < 4; i++) {
        server.deliver("INBOX", simple("one " + i));
      }
      Wire client = null;
      int answered = 0;
      for (int i = 0; i < commands; i++) {
        if (client == null) {
          client = new Wire(server, random.nextInt(6) > 0);
        }
        String command = damaged(random);
        if (client.exchange(command, "seed " + seed + ": " + command)) {
          answered++;
        } else {
          client.close();
          client = null;
        }
      }
      if (client != null) {
        client.close();
      }
      assertThat(answered).as("seed %d", seed).isGreaterThan(commands / 2);
      assertThat(server.events)
          .as("seed %d", seed)
          .noneMatch(event -> event instanceof ImapEvent.StoreFailed)
          .noneMatch(event ->
              event instanceof ImapEvent.SessionEnded ended && ended.reason() == SessionEnd.FAILED);
      try (ImapClient other = server.inbox()) {
        other.ok("UID FETCH 1:* (FLAGS ENVELOPE BODY.PEEK[])"); // the mail is still there to read
      }
    }
  }

  /** A plain connection: what is sent here follows no grammar, so answers are not read by one. */
  private static final class Wire implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    Wire(ImapFixture server, boolean withInbox) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket.setSoTimeout(120_000);
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      out = socket.getOutputStream();
      in.readLine();
      if (withInbox) {
        String login = "LOGIN " + ImapFixture.USER + " \"" + ImapFixture.PASSWORD + "\"";
        out.write(("l " + login + "\r\nlast SELECT INBOX\r\n").getBytes(ISO_8859_1));
        while (!line().startsWith("last OK")) {
          // the description of the mailbox
        }
      }
    }

    private String line() throws IOException {
      String line = in.readLine();
      if (line == null) {
        throw new EOFException();
      }
      return line;
    }

    /**
     * Sends a command and NOOPs behind it. The damage may have made literals that swallow some of
     * them, or a command that waits for another line; the last one shows that the session goes on.
     *
     * @return whether the session goes on
     */
    boolean exchange(String command, String what) {
      String text = "c " + command + "\r\n" + "n NOOP\r\n".repeat(SWALLOWED) + "last NOOP\r\n";
      try {
        out.write(text.getBytes(ISO_8859_1));
        while (true) {
          String line = line();
          assertThat(line).as(what).doesNotContainIgnoringCase("internal error");
          if (line.startsWith("* BYE")) {
            return false;
          }
          if (line.startsWith("last ")) {
            return true;
          }
        }
      } catch (IOException closed) {
        throw new AssertionError("closed without BYE, " + what, closed);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static final List<String> MESSAGE_PIECES =
      List.of(
          "Subject: s\r\n",
          "From: <@r:u (n) @ x>\r\n",
          "To: g: a@b, ;\r\n",
          "Date: 31 Feb 2020 99:99\r\n",
          "Content-Type: multipart/mixed; boundary=b\r\n",
          "Content-Type: multipart/digest; boundary=\"b\"\r\n",
          "Content-Type: message/rfc822\r\n",
          "Content-Type: message/global\r\n",
          "Content-Type: message/delivery-status\r\n",
          "Content-Type: text/plain; charset=\"\\\u00ff\"\r\n",
          "Content-Type: text/html; charset=utf-7\r\n",
          "Content-Type: ;;/\r\n",
          "Content-Transfer-Encoding: base64\r\n",
          "Content-Transfer-Encoding: x-none\r\n",
          "Content-Transfer-Encoding: quoted-printable\r\n",
          "Content-Disposition: a; filename*=x''%\r\n",
          "Content-Language: a, \"b\", \u00ff\r\n",
          "Content-ID: (<\r\n",
          "Bcc: \"\\\r\n",
          "\r\n",
          "\r\n\r\n",
          "--b\r\n",
          "--b--\r\n",
          "--b",
          "text \u00fc\r\n",
          "=3D=\r\n",
          "QUJD\r\n",
          "\n",
          "\r",
          "\t",
          ": \r\n",
          "=?utf-8?q?=ff?= =?x?b?A?=\r\n",
          "{5}\r\n",
          "x".repeat(1_100) + "\r\n");

  @Test
  void everyMessageCanBeFetchedAndSearched() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (ImapFixture server = ImapFixture.inMemory(folder.resolve("messages"));
        ImapClient client = server.inbox()) {
      for (int i = 1; i <= 400; i++) {
        StringBuilder message = new StringBuilder("X: y\r\n");
        for (int n = random.nextInt(14); n > 0; n--) {
          message.append(MESSAGE_PIECES.get(random.nextInt(MESSAGE_PIECES.size())));
        }
        String what = "seed " + seed + ", message " + i;
        String append = "APPEND INBOX {" + message.length() + "+}\r\n" + message;
        assertThat(ImapClient.status(client.command(append))).as(what).startsWith("OK");
        for (String items :
            List.of(
                "(ENVELOPE BODY BODYSTRUCTURE RFC822.SIZE PREVIEW)",
                "(BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[TEXT] BODY.PEEK[1.MIME] BODY.PEEK[1.1])",
                "(BODY.PEEK[1.HEADER] BODY.PEEK[2]<3.9> BODY.PEEK[HEADER.FIELDS (To Subject)])",
                "(BINARY.PEEK[1] BINARY.SIZE[1] BINARY.PEEK[1.2])")) {
          String answer = ImapClient.status(client.command("FETCH " + i + " " + items));
          assertThat(answer).as(what).matches("(OK|NO \\[UNKNOWN-CTE]) .*");
        }
      }
      for (String key : List.of("TEXT", "BODY", "FROM", "TO", "HEADER Content-ID")) {
        client.ok("SEARCH " + key + " u@x");
      }
      client.ok("SEARCH OR SENTSINCE 1-Jan-2000 NOT SUBJECT \u00c3\u00bc");
    }
  }

  private static String damaged(Random random) {
    StringBuilder text = new StringBuilder(COMMANDS.get(random.nextInt(COMMANDS.size())));
    for (int n = random.nextInt(4); n > 0 && !text.isEmpty(); n--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(6)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.setCharAt(at, (char) random.nextInt(256));
        case 2, 3 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 4 -> {
          int end = Math.min(text.length(), at + 1 + random.nextInt(6));
          text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        }
        default -> text.append(text, at, text.length());
      }
    }
    // A literal that would swallow all that follows says nothing about the command.
    return text.toString().replaceAll("\\{(\\d{3,19})(\\+?)}", "{77777777777777777777$2}");
  }
}
