package org.angarium.server.command;

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

/** Plays a mail server's day in small: messages in, a mailbox read. */
final class Rehearsal {
  private static final int MESSAGES = 300;
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Angarium server;

  Rehearsal(Angarium server) {
    this.server = server;
  }

  void run() throws IOException {
    FirstStart.Made user =
        server.firstStart().orElseThrow().accounts().stream()
            .filter(made -> !made.administrator())
            .findAny()
            .orElseThrow();
    Optional<InetSocketAddress> mx = at(Service.MX);
    if (mx.isPresent()) {
      receive(mx.get(), user.address().toString());
    }
    Optional<InetSocketAddress> imap = at(Service.IMAP);
    if (imap.isPresent()) {
      read(imap.get(), user);
    }
  }

  private Optional<InetSocketAddress> at(Service service) {
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

  private static void read(InetSocketAddress imap, FirstStart.Made user) throws IOException {
    try (Talk talk = new Talk(imap)) {
      talk.expect("* OK");
      talk.say("a LOGIN \"" + user.address() + "\" \"" + user.password() + "\"");
      talk.expect("a OK");
      talk.say("b LIST \"\" \"*\"");
      talk.expect("b OK");
      talk.say("c SELECT INBOX");
      talk.expect("c OK");
      talk.say("d UID FETCH 1:* (FLAGS UID ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822.SIZE)");
      talk.expect("d OK");
      talk.say("e UID FETCH 1:50 (BODY.PEEK[])");
      talk.expect("e OK");
      talk.say("f UID SEARCH SUBJECT 7");
      talk.expect("f OK");
      talk.say("g UID STORE 1:50 +FLAGS.SILENT (\\Seen)");
      talk.expect("g OK");
      talk.say("h LOGOUT");
      talk.expect("h OK");
    }
  }

  /** One connection, line by line. */
  private static final class Talk implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader in;
    private final OutputStream out;

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

    /** Reads up to a line that begins so; an SMTP refusal or a tagged NO ends the rehearsal. */
    void expect(String start) throws IOException {
      String line = in.readLine();
      while (line != null && !line.startsWith(start)) {
        if (line.startsWith("4") || line.startsWith("5") || line.matches("[a-z] (NO|BAD) .*")) {
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
