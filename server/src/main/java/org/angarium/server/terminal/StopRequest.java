package org.angarium.server.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.angarium.server.main.Angarium;
import org.jspecify.annotations.Nullable;

/**
 * What a signal that asks for the end (SIGTERM, SIGINT) does: the server closes, and the process
 * ends with 0.
 *
 * <p>It is listened for from before the start on, for mail can come in as soon as the first
 * listener is up. Asked to stop while the start is under way, it lets the start come to its end
 * first, for at most a given time; beyond that the process ends as if it had been killed, which
 * loses nothing either.
 */
public final class StopRequest {
  private final Duration patience;
  private final CountDownLatch startEnded = new CountDownLatch(1);
  private volatile @Nullable Angarium server;

  private StopRequest(Duration patience) {
    this.patience = patience;
  }

  /** Listens from now on. */
  public static StopRequest heed(Duration patience) {
    StopRequest request = new StopRequest(patience);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(request::stop));
    return request;
  }

  /** The start is over; {@code running} is what there is to stop, or null where it failed. */
  public void startEnded(@Nullable Angarium running) {
    server = running;
    startEnded.countDown();
  }

  private void stop() {
    try {
      if (!startEnded.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      return;
    }
    Angarium running = server;
    if (running != null) {
      running.close();
      // A stop on request is no failure, whatever signal asked for it.
      Runtime.getRuntime().halt(ExitCode.DONE);
    }
  }
}
