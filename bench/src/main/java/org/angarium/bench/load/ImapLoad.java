package org.angarium.bench.load;

import java.io.ByteArrayOutputStream;
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
 * The IMAP figures: what a client waits for, on a mailbox of {@code big} and one of {@code ten}
 * thousand messages of 4 KB.
 */
final class ImapLoad {
  private static final int BUFFER = 1 << 16;
  private static final int COPIED = 2_500;

  private final LoadTarget target;
  private final int user;
  private final TestMessages source = new TestMessages(11);

  /**
   * @param user whose mailboxes are filled and read, counted from 0
   */
  ImapLoad(LoadTarget target, int user) {
    this.target = target;
    this.user = user;
  }

  /** Fills mailbox {@code name} of the user with {@code count} messages by MULTIAPPEND. */
  void fill(String name, int count) throws IOException {
    try (WireClient client = target.imap(user, BUFFER)) {
      client.imap("CREATE " + name);
      for (int done = 0; done < count; done += 500) {
        multiAppend(client, name, done, Math.min(500, count - done));
      }
    }
  }

  /** Fills {@code count} more mailboxes with the first messages of {@code ten}. */
  void copies(int count) throws IOException {
    try (WireClient client = target.imap(user, BUFFER)) {
      client.imap("SELECT ten");
      for (int i = 0; i < count; i++) {
        client.imap("CREATE copy" + i);
        client.imap("COPY 1:" + COPIED + " copy" + i);
      }
    }
  }

  /** One command of many messages, without waiting to be asked for each (LITERAL+). */
  private void multiAppend(WireClient client, String mailbox, int first, int count)
      throws IOException {
    String tag = client.tag();
    ByteArrayOutputStream pending = new ByteArrayOutputStream(2 * BUFFER);
    pending.writeBytes((tag + " APPEND " + mailbox).getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < count; i++) {
      byte[] message = source.message(first + i, 4096, "sender@load.example", target.user(user));
      pending.writeBytes((" {" + message.length + "+}\r\n").getBytes(StandardCharsets.US_ASCII));
      pending.writeBytes(message);
      if (pending.size() >= BUFFER) {
        client.send(pending.toByteArray());
        pending.reset();
      }
    }
    pending.writeBytes(new byte[] {'\r', '\n'});
    client.send(pending.toByteArray());
    client.imapAnswer(tag);
  }

  private void append(WireClient client, String mailbox, int number) throws IOException {
    String tag = client.tag();
    byte[] message = source.message(number, 4096, "sender@load.example", target.user(user));
    client.send(
        (tag + " APPEND " + mailbox + " {" + message.length + "}\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    client.continuation();
    client.send(message);
    client.send(new byte[] {'\r', '\n'});
    client.imapAnswer(tag);
  }

  /**
   * What a client does that opens large mailboxes.
   *
   * @param prefix of the names of the figures
   */
  void reading(String prefix) throws IOException {
    try (WireClient client = target.imap(user, BUFFER)) {
      for (int i = 0; i < 300; i++) {
        client.imap("NOOP"); // so that short commands are compiled in this process as well
      }
      timed(prefix + "select-big-first", client, "SELECT big");
      client.imap("UNSELECT");
      timed(prefix + "select-big-again", client, "SELECT big");
      timed(prefix + "fetch-flags-big", client, "FETCH 1:* (FLAGS UID)");
      timed(prefix + "fetch-flags-big-again", client, "FETCH 1:* (FLAGS UID)");
      String envelope = "FETCH 1:* (ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822.SIZE)";
      timed(prefix + "fetch-envelope-big-first", client, envelope);
      timed(prefix + "fetch-envelope-big-again", client, envelope);
      timed(prefix + "fetch-1000-bodies-first", client, "FETCH 20001:21000 (BODY.PEEK[])");
      timed(prefix + "fetch-1000-bodies-again", client, "FETCH 20001:21000 (BODY.PEEK[])");
      timed(prefix + "select-ten", client, "SELECT ten");
      timed(prefix + "search-subject-first", client, "SEARCH SUBJECT \"courier\"");
      timed(prefix + "search-subject-again", client, "SEARCH SUBJECT \"courier\"");
      timed(prefix + "search-text-first", client, "SEARCH TEXT \"nowhere to be found\"");
      timed(prefix + "search-text-again", client, "SEARCH TEXT \"nowhere to be seen\"");
      timed(prefix + "search-text-hit", client, "SEARCH TEXT \"snow rain\"");
      timed(prefix + "store-flags-ten", client, "STORE 1:* +FLAGS (\\Flagged)");
      timed(prefix + "store-unflag-ten", client, "STORE 1:* -FLAGS.SILENT (\\Flagged)");
    }
  }

  /**
   * What a server does all day: short sessions, one after the other, that look at a mailbox, read a
   * message or two, flag and search. Nothing is measured.
   *
   * @param mailboxes that {@link #copies} made
   */
  void sessions(int count, int mailboxes) throws IOException {
    for (int i = 0; i < count; i++) {
      int first = 1 + i * 37 % (COPIED - 200);
      String some = first + ":" + (first + 100);
      try (WireClient client = target.imap(user, BUFFER)) {
        client.imap("SELECT copy" + i % mailboxes);
        client.imap("FETCH " + some + " (FLAGS UID)");
        client.imap("FETCH " + some + " (ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822.SIZE)");
        client.imap("FETCH " + first + ":" + (first + 10) + " (BODY.PEEK[])");
        client.imap("STORE " + first + " +FLAGS (\\Seen)");
        client.imap("SEARCH " + some + " SUBJECT \"letter\"");
        client.imap("SEARCH " + some + " TEXT \"morning road\"");
        client.imap("UNSELECT");
        client.imap("SELECT big");
        client.imap("LOGOUT");
      }
    }
  }

  private static void timed(String name, WireClient client, String command) throws IOException {
    long start = System.nanoTime();
    client.imap(command);
    new Figure(name, (System.nanoTime() - start) / 1e6, "ms").print();
  }

  void logins(int connections, int total) throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    double seconds =
        inParallel(
            connections,
            worker -> {
              for (int i = next.getAndIncrement(); i < total; i = next.getAndIncrement()) {
                try (WireClient client = target.imap(i, 1024)) {
                  client.imap("LOGOUT");
                }
              }
            });
    new Figure("login-logout-" + connections, total / seconds, "per s").print();
  }

  /** APPEND one message at a time over several connections, each to a user of its own. */
  void appends(int connections, int total, boolean pipelined)
      throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    double seconds =
        inParallel(
            connections,
            worker -> {
              try (WireClient client = target.imap(worker, BUFFER)) {
                client.imap("CREATE appended");
                if (pipelined) {
                  pipelinedAppends(client, next, total);
                } else {
                  for (int i = next.getAndIncrement(); i < total; i = next.getAndIncrement()) {
                    append(client, "appended", i);
                  }
                }
                client.imap("DELETE appended");
              }
            });
    new Figure("append-" + connections + (pipelined ? "-pipelined" : ""), total / seconds, "per s")
        .print();
  }

  private void pipelinedAppends(WireClient client, AtomicInteger next, int total)
      throws IOException {
    int window = 32;
    int i = next.getAndIncrement();
    while (i < total) {
      List<String> tags = new ArrayList<>();
      ByteArrayOutputStream batch = new ByteArrayOutputStream(window * 4300);
      for (int k = 0; k < window && i < total; k++, i = next.getAndIncrement()) {
        byte[] message = source.message(i, 4096, "sender@load.example", "user@load.example");
        String tag = client.tag();
        tags.add(tag);
        batch.writeBytes(
            (tag + " APPEND appended {" + message.length + "+}\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        batch.writeBytes(message);
        batch.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      client.send(batch.toByteArray());
      for (String tag : tags) {
        client.imapAnswer(tag);
      }
    }
  }

  void multiAppends(int total) throws IOException {
    try (WireClient client = target.imap(user, BUFFER)) {
      client.imap("CREATE many");
      long start = System.nanoTime();
      for (int done = 0; done < total; done += 500) {
        multiAppend(client, "many", done, Math.min(500, total - done));
      }
      new Figure("multiappend-500", total / ((System.nanoTime() - start) / 1e9), "per s").print();
      client.imap("DELETE many");
    }
  }

  private interface Worker {
    void run(int number) throws IOException;
  }

  private static double inParallel(int workers, Worker worker)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        int number = i;
        running.add(
            threads.submit(() -> {
              worker.run(number);
              return null;
            }));
      }
      for (Future<?> future : running) {
        future.get();
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
