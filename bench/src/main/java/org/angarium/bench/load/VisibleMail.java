package org.angarium.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.angarium.testkit.wire.WireClient;

/** Counts the messages that the users can see over IMAP, through one connection each. */
final class VisibleMail implements AutoCloseable {
  private static final long LIMIT_NANOS = 300_000_000_000L;
  private static final long PAUSE_NANOS = 20_000_000L;

  private final List<WireClient> clients = new ArrayList<>();

  VisibleMail(LoadTarget target) throws IOException {
    for (int user = 0; user < target.users(); user++) {
      clients.add(target.imap(user, 1024));
    }
  }

  long count() throws IOException {
    long sum = 0;
    for (WireClient client : clients) {
      sum += messages(client);
    }
    return sum;
  }

  private static long messages(WireClient client) throws IOException {
    String answer = client.imap("STATUS INBOX (MESSAGES)").last();
    int at = answer.indexOf("MESSAGES ");
    int end = at + 9;
    while (end < answer.length() && Character.isDigit(answer.charAt(end))) {
      end++;
    }
    return Long.parseLong(answer, at + 9, end, 10);
  }

  /**
   * Polls until {@code expected} messages are there; asks first where it lacked some last, so that
   * polling costs little.
   */
  void awaitCount(long expected) throws IOException {
    long start = System.nanoTime();
    while (count() < expected) {
      if (System.nanoTime() - start > LIMIT_NANOS) {
        throw new IOException("only " + count() + " of " + expected + " messages can be seen");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Override
  public void close() {
    clients.forEach(WireClient::close);
  }
}
