package org.angarium.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.angarium.testkit.wire.WireClient;
import org.jspecify.annotations.Nullable;

/**
 * Opens many IMAP connections that IDLE, and reads what memory the server's processes use meanwhile
 * (Linux).
 */
final class IdleLoad {
  private static final long SETTLING_NANOS = 30_000_000_000L;

  private IdleLoad() {}

  static void run(LoadTarget target, int connections, @Nullable String processGroup)
      throws IOException {
    long before = processGroup == null ? 0 : residentKilobytes(processGroup);
    List<WireClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        WireClient client = target.imap(i, 512);
        clients.add(client);
        client.imap("SELECT INBOX");
        client.send("i IDLE");
        client.continuation();
      }
      new Figure("idle-connections", clients.size(), "open").print();
      // What opening them left behind may be given back first.
      LockSupport.parkNanos(SETTLING_NANOS);
      if (processGroup != null) {
        long after = residentKilobytes(processGroup);
        new Figure("idle-memory-total", after / 1024.0, "MB").print();
        new Figure("idle-memory-each", (after - before) / (double) connections, "KB").print();
      }
      for (WireClient client : clients) {
        client.send("DONE");
        client.imapAnswer("i");
      }
    } finally {
      clients.forEach(WireClient::close);
    }
  }

  /** Sum of the proportional set size of the process and its descendants. */
  private static long residentKilobytes(String pid) throws IOException {
    List<ProcessHandle> all = new ArrayList<>();
    ProcessHandle.of(Long.parseLong(pid))
        .ifPresent(root -> {
          all.add(root);
          root.descendants().forEach(all::add);
        });
    long sum = 0;
    for (ProcessHandle process : all) {
      Path rollup = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
      for (String line : Files.readString(rollup, StandardCharsets.US_ASCII).split("\n", -1)) {
        if (line.startsWith("Pss:")) {
          sum += Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    }
    return sum;
  }
}
