package org.angarium.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * The same SMTP loads against two servers in alternation, from one process: the generator is warm
 * when counting begins, and what it costs is the same for both. A rate takes seconds to be one: the
 * faster server gets more messages, so that both work for about as long.
 *
 * @param messages that the peer gets of 4 KB; of 100 KB a third
 * @param times how many times as many the first server gets
 * @param ours where figures of the first server are appended
 * @param theirs where figures of the second are
 */
record SmtpComparison(
    LoadTarget us, LoadTarget peer, int messages, int times, int rounds, Path ours, Path theirs) {

  void run() throws IOException, InterruptedException, ExecutionException {
    List<SmtpLoad> ourLoads = loads(messages * times);
    List<SmtpLoad> peerLoads = loads(messages);
    for (SmtpLoad load : peerLoads) {
      load.run(us);
    }
    new SmtpLoad(10, 300, 4096, false, false).run(peer);
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < ourLoads.size(); i++) {
        measure(ourLoads.get(i), us, ours, "Angarium");
        measure(peerLoads.get(i), peer, theirs, "peer");
      }
    }
  }

  private static List<SmtpLoad> loads(int messages) {
    List<SmtpLoad> loads = new ArrayList<>();
    for (int sessions : new int[] {10, 50, 100}) {
      loads.add(new SmtpLoad(sessions, messages, 4096, false, false));
      loads.add(new SmtpLoad(sessions, messages, 4096, true, false));
    }
    for (int sessions : new int[] {10, 50, 100}) {
      loads.add(new SmtpLoad(sessions, messages / 3, 102_400, false, false));
    }
    return loads;
  }

  private static void measure(SmtpLoad load, LoadTarget target, Path file, String who)
      throws IOException, InterruptedException, ExecutionException {
    for (Figure figure : load.run(target)) {
      System.out.println(who + " " + figure.json());
      Files.writeString(
          file, figure.json() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
