package org.angarium.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.testkit.wire.WireClient;

/**
 * Sends messages over many sessions at once and measures until all of them can be seen over IMAP.
 * One recipient each, the users in turn; no message is like another. Each session is a platform
 * thread, since the generator shares the machine with the server and should take little of it.
 *
 * @param persistent one connection per session instead of one per message
 * @param pipelining MAIL, RCPT and DATA in one go
 */
record SmtpLoad(int sessions, int messages, int size, boolean persistent, boolean pipelining) {
  private static final TestMessages SOURCE = new TestMessages(System.nanoTime());

  SmtpLoad {
    if (size < TestMessages.LEAST) {
      throw new IllegalArgumentException(
          "messages have at least " + TestMessages.LEAST + " octets");
    }
  }

  /** How the load is called in figures. */
  String name() {
    return "smtp-"
        + sessions
        + (persistent ? "-persistent" : "")
        + (pipelining ? "-pipelined" : "")
        + "-"
        + size;
  }

  /** Runs it; gives messages per second, accepted and seen. */
  List<Figure> run(LoadTarget target) throws IOException, InterruptedException, ExecutionException {
    try (VisibleMail visible = new VisibleMail(target)) {
      long[] expected = visible.counts();
      for (int i = 0; i < messages; i++) {
        expected[i % target.users()]++;
      }
      AtomicInteger next = new AtomicInteger();
      long start = System.nanoTime();
      try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
          running.add(
              threads.submit(() -> {
                session(target, next);
                return null;
              }));
        }
        for (Future<?> session : running) {
          session.get();
        }
      }
      double accepted = (System.nanoTime() - start) / 1e9;
      visible.await(expected);
      double seen = (System.nanoTime() - start) / 1e9;
      return List.of(
          new Figure(name() + "-accepted", messages / accepted, "per s"),
          new Figure(name() + "-visible", messages / seen, "per s"));
    }
  }

  private void session(LoadTarget target, AtomicInteger next) throws IOException {
    byte[] room = TestMessages.room(size);
    int number = next.getAndIncrement();
    while (number < messages) {
      try (WireClient client = target.smtp()) {
        client.smtpReply("220");
        client.send("EHLO load.example");
        client.smtpReply("250");
        do {
          transaction(client, target, number, room);
          number = next.getAndIncrement();
        } while (persistent && number < messages);
        client.send("QUIT");
        client.smtpReply("221");
      }
    }
  }

  private void transaction(WireClient client, LoadTarget target, int number, byte[] room)
      throws IOException {
    String from = "sender" + number % 50 + "@load.example";
    String to = target.user(number);
    SOURCE.dotted(room, from, to);
    if (pipelining) {
      client.send(
          ("MAIL FROM:<" + from + ">\r\nRCPT TO:<" + to + ">\r\nDATA\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      client.smtpReply("250");
      client.smtpReply("250");
    } else {
      client.send("MAIL FROM:<" + from + ">");
      client.smtpReply("250");
      client.send("RCPT TO:<" + to + ">");
      client.smtpReply("250");
      client.send("DATA");
    }
    client.smtpReply("354");
    client.send(room);
    client.smtpReply("250");
  }
}
