package org.angarium.server.signing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.angarium.server.directory.Directory;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.SigningEvent;
import org.angarium.store.StoreException;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.Domain;
import org.angarium.store.directory.Page;

/**
 * Looks at the keys of all domains every ten minutes, on a virtual thread of its own: makes those
 * that are missing, puts published ones to use, deletes those that were retired long ago.
 */
public final class SigningUpkeep implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMinutes(10);
  private static final int PAGE = 100;

  private final Directory directory;
  private final SigningKeys keys;
  private final EventSink events;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("signing-upkeep").unstarted(this::run);

  /** Not started yet. */
  public SigningUpkeep(Directory directory, SigningKeys keys, EventSink events) {
    this.directory = directory;
    this.keys = keys;
    this.events = events;
  }

  /** Begins with a look at once. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      do {
        all();
      } while (!stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void all() {
    String after = null;
    try {
      do {
        Page<Domain> page = directory.domains("", after, PAGE);
        for (Domain domain : page.items()) {
          if (stop.getCount() == 0) {
            return;
          }
          one(domain.name());
        }
        after = page.next();
      } while (after != null);
    } catch (StoreException failure) {
      events.emit(new SigningEvent.LookFailed("", failure.toString()));
    }
  }

  private void one(String domain) throws StoreException {
    try {
      keys.ensure(domain);
      keys.look(domain);
    } catch (DirectoryRefusal deletedMeanwhile) {
      events.emit(new SigningEvent.LookFailed(domain, deletedMeanwhile.publicText()));
    }
  }

  /** Returns when the look at hand is over, or after five seconds. */
  @Override
  public void close() {
    stop.countDown();
    try {
      if (thread.getState() != Thread.State.NEW) { // a start that failed has not begun it
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
