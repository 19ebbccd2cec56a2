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
 * One recipient each, the users in turn.
 */
final class SmtpLoad {
  private final LoadTarget target;
  private final int sessions;
  private final int messages;
  private final int size;
  private final boolean persistent;
  private final boolean pipelining;
  private final TestMessages source = new TestMessages(7);

  SmtpLoad(
      LoadTarget target,
      int sessions,
      int messages,
      int size,
      boolean persistent,
      boolean pipelining) {
    this.target = target;
    this.sessions = sessions;
    this.messages = messages;
    this.size = size;
    this.persistent = persistent;
    this.pipelining = pipelining;
  }

  void run() throws IOException, InterruptedException, ExecutionException {
    VisibleMail visible = new VisibleMail(target);
    long before = visible.count();
    AtomicInteger next = new AtomicInteger();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < sessions; i++) {
        running.add(
            threads.submit(() -> {
              session(next);
              return null;
            }));
      }
      for (Future<?> session : running) {
        session.get();
      }
    }
    double accepted = (System.nanoTime() - start) / 1e9;
    visible.awaitCount(before + messages);
    double seen = (System.nanoTime() - start) / 1e9;
    visible.close();
    String name =
        "smtp-"
            + sessions
            + (persistent ? "-persistent" : "")
            + (pipelining ? "-pipelined" : "")
            + "-"
            + size;
    new Figure(name + "-accepted", messages / accepted, "per s").print();
    new Figure(name + "-visible", messages / seen, "per s").print();
  }

  private void session(AtomicInteger next) throws IOException {
    int number = next.getAndIncrement();
    while (number < messages) {
      try (WireClient client = target.smtp()) {
        client.smtpReply("220");
        client.send("EHLO load.example");
        client.smtpReply("250");
        do {
          transaction(client, number);
          number = next.getAndIncrement();
        } while (persistent && number < messages);
        client.send("QUIT");
        client.smtpReply("221");
      }
    }
  }

  private void transaction(WireClient client, int number) throws IOException {
    String from = "sender" + number % 50 + "@load.example";
    String to = target.user(number);
    byte[] body = source.message(number, size, from, to);
    byte[] data = new byte[body.length + 3];
    System.arraycopy(body, 0, data, 0, body.length);
    data[body.length] = '.';
    data[body.length + 1] = '\r';
    data[body.length + 2] = '\n';
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
    client.send(data);
    client.smtpReply("250");
  }
}
