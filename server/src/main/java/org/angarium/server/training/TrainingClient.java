package org.angarium.server.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.angarium.server.config.Service;
import org.angarium.server.main.Angarium;
import org.angarium.server.main.FirstStart;

/**
 * Plays a mail server's days in small: messages in, mailboxes read; and on the days after a restart
 * the same mailboxes opened and read as a server does that has nothing of them in memory.
 */
public final class TrainingClient {
  private static final int MESSAGES = 300;

  /** How often the messages are read: so many entries make the methods hot. */
  private static final int MAILBOXES = 8;

  private static final int COPIES = 8;
  private static final int TIMEOUT_MILLIS = 30_000;

  private final FirstStart.Made user;

  /** With the user that the first start of the server has made. */
  public TrainingClient(Angarium server) {
    user =
        server.firstStart().orElseThrow().accounts().stream()
            .filter(made -> !made.administrator())
            .findAny()
            .orElseThrow();
  }

  /** Fills mailboxes and reads them. */
  public void firstDay(Angarium server) throws IOException {
    Optional<InetSocketAddress> mx = at(server, Service.MX);
    if (mx.isPresent()) {
      receive(mx.get(), user.address().toString());
    }
    Optional<InetSocketAddress> imap = at(server, Service.IMAP);
    if (imap.isPresent()) {
      fill(imap.get());
    }
  }

  /** Reads the mailboxes that the first day has filled. */
  public void laterDay(Angarium server) throws IOException {
    Optional<InetSocketAddress> imap = at(server, Service.IMAP);
    if (imap.isPresent()) {
      readAgain(imap.get());
    }
  }

  private static Optional<InetSocketAddress> at(Angarium server, Service service) {
    return server.listening().stream()
        .filter(one -> one.service() == service)
        .map(Angarium.Listening::address)
        .findFirst();
  }

  private static void receive(InetSocketAddress mx, String address) throws IOException {
    try (Talk talk = new Talk(mx)) {
      talk.expect("220");
      talk.say("EHLO rehearsal.example");
      talk.expect("250 ");
      for (int i = 0; i < MESSAGES; i++) {
        talk.say("MAIL FROM:<someone@example.test>");
        talk.expect("250");
        talk.say("RCPT TO:<" + address + ">");
        talk.expect("250");
        talk.say("DATA");
        talk.expect("354");
        talk.say(
            "From: Someone <someone@example.test>\r\nTo: <"
                + address
                + ">\r\nSubject: Rehearsal "
                + i
                + "\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\nMessage-ID: <"
                + i
                + "@rehearsal.example>\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n\r\n"
                + "The play's the thing.\r\n".repeat(100)
                + ".");
        talk.expect("250");
      }
      talk.say("QUIT");
      talk.expect("221");
    }
  }

  private Talk logIn(InetSocketAddress imap) throws IOException {
    Talk talk = new Talk(imap);
    try {
      talk.expect("* OK");
      talk.command("LOGIN \"" + user.address() + "\" \"" + user.password() + "\"");
      return talk;
    } catch (IOException failed) {
      talk.close();
      throw failed;
    }
  }

  private void readAgain(InetSocketAddress imap) throws IOException {
    try (Talk talk = logIn(imap)) {
      for (int i = 0; i < MAILBOXES; i++) {
        talk.command("SELECT Copy" + i);
        talk.command("FETCH 1:* (FLAGS UID)");
        read(talk);
      }
      talk.command("LOGOUT");
    }
  }

  private void fill(InetSocketAddress imap) throws IOException {
    try (Talk talk = logIn(imap)) {
      talk.command("LIST \"\" \"*\"");
      talk.command("CREATE Many");
      append(talk);
      talk.command("SELECT INBOX");
      for (int i = 0; i < COPIES; i++) {
        talk.command("UID COPY 1:* Many");
      }
      for (int i = 0; i < MAILBOXES; i++) {
        talk.command("CREATE Copy" + i);
        talk.command("SELECT Many");
        talk.command("UID COPY 1:* Copy" + i);
        talk.command("SELECT Copy" + i);
        talk.command("FETCH 1:* (FLAGS UID)");
        read(talk);
        talk.command("STORE 1:* +FLAGS (\\Seen)");
        talk.command("UID STORE 1:600 +FLAGS.SILENT (\\Deleted)");
        talk.command("EXPUNGE");
      }
      talk.command("LOGOUT");
    }
  }

  private static void read(Talk talk) throws IOException {
    talk.command("UID FETCH 1:* (ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822.SIZE)");
    talk.command("FETCH 1:600 (UID BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)])");
    talk.command("FETCH 1:600 (BODY.PEEK[])");
    talk.command("SEARCH SUBJECT \"rehearsal 7\"");
    talk.command("SEARCH TEXT \"not in any message\"");
    // In the body of each message.
    talk.command("SEARCH TEXT \"the thing.\"");
    talk.command("UID SEARCH UNSEEN SINCE 1-Jan-2026");
  }

  private static void append(Talk talk) throws IOException {
    String message =
        "From: Someone <someone@example.test>\r\nSubject: Draft\r\n\r\n" + "Words.\r\n".repeat(400);
    for (int i = 0; i < MESSAGES; i++) {
      talk.command("APPEND Many (\\Seen) {" + message.length() + "+}\r\n" + message);
    }
  }

  /** One connection, line by line. */
  private static final class Talk implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader in;
    private final OutputStream out;
    private int commands;

    Talk(InetSocketAddress peer) throws IOException {
      socket.connect(peer, TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      out = socket.getOutputStream();
    }

    void say(String line) throws IOException {
      out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    /** An IMAP command, which must be answered OK. */
    void command(String text) throws IOException {
      String tag = "c" + ++commands;
      say(tag + " " + text);
      expect(tag + " OK");
    }

    /** Reads up to a line that begins so; an SMTP refusal or a tagged NO ends the rehearsal. */
    void expect(String start) throws IOException {
      String line = in.readLine();
      while (line != null && !line.startsWith(start)) {
        if (line.startsWith("4") || line.startsWith("5") || line.matches("c[0-9]+ (NO|BAD) .*")) {
          throw new IOException("not as rehearsed: " + line);
        }
        line = in.readLine();
      }
      if (line == null) {
        throw new IOException("the server left before " + start);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
