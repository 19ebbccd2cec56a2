package org.angarium.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.angarium.testkit.wire.WireClient;

/** Counts the messages that the users can see over IMAP, through one connection each. */
final class VisibleMail implements AutoCloseable {
  private static final long LIMIT_NANOS = 300_000_000_000L;

  /** Long enough that asking costs neither server anything to speak of. */
  private static final long PAUSE_NANOS = 25_000_000L;

  private final List<WireClient> clients = new ArrayList<>();

  VisibleMail(LoadTarget target) throws IOException {
    for (int user = 0; user < target.users(); user++) {
      clients.add(target.imap(user, 1024));
    }
  }

  /** How many messages each user can see. */
  long[] counts() throws IOException {
    long[] counts = new long[clients.size()];
    for (int user = 0; user < counts.length; user++) {
      counts[user] = messages(clients.get(user));
    }
    return counts;
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

  /** Polls until each user sees as many as expected. */
  void await(long[] expected) throws IOException {
    long start = System.nanoTime();
    for (int user = 0; user < expected.length; user++) {
      while (messages(clients.get(user)) < expected[user]) {
        if (System.nanoTime() - start > LIMIT_NANOS) {
          throw new IOException("user " + user + " lacks messages");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  @Override
  public void close() {
    clients.forEach(WireClient::close);
  }
}
