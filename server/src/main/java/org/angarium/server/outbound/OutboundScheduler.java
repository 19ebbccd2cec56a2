package org.angarium.server.outbound;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.angarium.server.delivery.LocalSubmission;
import org.angarium.server.dns.MxResolver;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.OutboundEvent;
import org.angarium.server.signing.MailSigner;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.queue.DuePage;
import org.angarium.store.queue.QueueId;
import org.angarium.store.queue.QueueListener;
import org.angarium.store.queue.QueueStore;
import org.jspecify.annotations.Nullable;

/**
 * Works off the queue: finds the destinations that have something due, gives each in turn a
 * delivery, and no more of them at once than it bears.
 *
 * <p>One thread, the scheduler's, reads the queue's index by time and keeps a line of destinations
 * with something due. Deliveries run on virtual threads, each for one destination; before each
 * message it asks the queue for the next one due there, and puts its destination back in line, so a
 * destination grows to as many deliveries as its {@link ConcurrencyWindow} and the line allow.
 * Nothing of the queue is held in memory but the line and the messages under way.
 *
 * <p>A destination that cannot be reached is left alone for a while (as long as a message would
 * wait after as many failures); what is due there is postponed without a try.
 */
public final class OutboundScheduler implements AutoCloseable {
  /** Recipients looked at in one read of the index. */
  private static final int PAGE = 1000;

  /** Destinations in line; more of them stay on disk for the time being. */
  private static final int MAX_READY = 20_000;

  /** Announcements that wait; when there are more, the index is read from its start instead. */
  private static final int MAX_ANNOUNCED = 10_000;

  /** Messages for one destination before others in line get their turn. */
  private static final int TURN = 10;

  /** The clock is looked at this often, in case it was set. */
  private static final Duration GLANCE = Duration.ofSeconds(5);

  /** The index is read from its start this often, in case anything was passed by. */
  private static final Duration REREAD = Duration.ofMinutes(10);

  /** For what was cut to come to its end. */
  private static final Duration LAST_WAIT = Duration.ofSeconds(3);

  /** Pause after the store failed. */
  private static final Duration STORE_PAUSE = Duration.ofMillis(250);

  private final QueueStore queue;
  private final EventSink events;
  private final InstantSource clock;
  private final StallGuard guard = new StallGuard();
  private final ConnectionPool pool = new ConnectionPool();
  private final DestinationWork work;
  private final QueueClock times;
  private final QueueListener listener = this::announced;
  private volatile OutboundSettings settings;

  /** Damaged messages that were reported; seen by the scheduler's thread only. */
  private final Set<QueueId> told = new HashSet<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Destinations destinations;
  private final ArrayDeque<Destination> ready = new ArrayDeque<>();
  private final ArrayDeque<QueueId> announced = new ArrayDeque<>();
  private int active;
  private boolean look = true;
  private boolean fromStart = true;
  private boolean closing;

  /** Something changed since the scheduler looked. */
  private boolean stirred;

  private Instant nextDue = Instant.MAX;
  private @Nullable Thread thread;

  /**
   * @param queue where mail waits
   * @param mx finds the hosts
   * @param submission takes reports to senders
   * @param signer signs mail of ours
   * @param policy asks for TLS
   * @param verifying checks certificates where the policy asks for it
   * @param clock by which mail is due; it may be set
   * @param steady runs beside it and is never set
   * @param random spreads retries; used by many threads
   */
  public OutboundScheduler(
      QueueStore queue,
      BlobStore blobs,
      MxResolver mx,
      LocalSubmission submission,
      MailSigner signer,
      TlsPolicy policy,
      SSLContext verifying,
      OutboundSettings settings,
      EventSink events,
      InstantSource clock,
      InstantSource steady,
      RandomGenerator random) {
    this.queue = queue;
    this.events = events;
    this.clock = clock;
    this.settings = settings;
    this.destinations = new Destinations(lock, events, clock, steady);
    this.times = new QueueClock(queue.times(), clock, steady, events);
    this.work =
        new DestinationWork(
            queue,
            blobs,
            mx,
            new SmtpClient(verifying, guard, events),
            pool,
            policy,
            signer,
            new OutcomeRecorder(new StatusReports(submission), events, random),
            events,
            clock,
            steady,
            destinations,
            this);
  }

  /** Begins to deliver. Once. */
  public void start() {
    queue.listen(listener);
    thread = Thread.ofPlatform().name("outbound-scheduler").start(this::run);
  }

  /** Takes other settings for deliveries that begin from now on. */
  public void settings(OutboundSettings changed) {
    settings = changed;
  }

  OutboundSettings settings() {
    return settings;
  }

  /** Looks for what is due at once: after the clock was set, or mail was made due by others. */
  public void wake() {
    lock.lock();
    try {
      look = true;
      fromStart = true;
      stir();
    } finally {
      lock.unlock();
    }
  }

  /** Deliveries under way. */
  public int active() {
    lock.lock();
    try {
      return active;
    } finally {
      lock.unlock();
    }
  }

  private void announced(QueueId id) {
    lock.lock();
    try {
      if (announced.size() < MAX_ANNOUNCED) {
        announced.addLast(id);
      } else {
        look = true;
        fromStart = true;
      }
      stir();
    } finally {
      lock.unlock();
    }
  }

  // ------------------------------------------------------------------ the scheduler's thread

  private void run() {
    byte[] cursor = null;
    Instant lastLook = Instant.MIN;
    long lastStart = System.nanoTime();
    while (true) {
      boolean read;
      QueueId id;
      followClock();
      lock.lock();
      try {
        if (closing) {
          return;
        }
        id = announced.pollFirst();
        boolean reread = System.nanoTime() - lastStart > REREAD.toNanos();
        boolean due = look || reread || !clock.instant().isBefore(nextDue);
        read = id == null && due && ready.size() < MAX_READY;
        if (read) {
          look = false;
          // From here on it is what gets postponed meanwhile: the read may have passed that by.
          nextDue = Instant.MAX;
          boolean clockWentBack = clock.instant().isBefore(lastLook);
          if (fromStart || clockWentBack || reread) {
            fromStart = false;
            lastStart = System.nanoTime();
            cursor = null;
          }
        }
      } finally {
        lock.unlock();
      }
      try {
        if (id != null) {
          for (String destination : queue.destinations(id)) {
            line(destination);
          }
        } else if (read) {
          lastLook = clock.instant();
          DuePage page = queue.due(lastLook, cursor, PAGE);
          cursor = page.next();
          page.destinations().forEach(this::line);
          tellUnreadable();
          seen(page);
        }
      } catch (StoreException e) {
        events.emit(new OutboundEvent.StoreFailed("finding what is due", e.getMessage()));
        pauseAfterStoreFailure();
      }
      dispatch();
      rest();
    }
  }

  private void followClock() {
    try {
      if (times.follow(settings.retry())) {
        wake();
      }
    } catch (StoreException e) {
      events.emit(new OutboundEvent.StoreFailed("following the clock", e.getMessage()));
      pauseAfterStoreFailure();
    }
  }

  /** Once for each message whose records are damaged: it waits for the administrator. */
  private void tellUnreadable() {
    for (QueueId id : queue.unreadable()) {
      if (told.add(id)) {
        events.emit(new OutboundEvent.Unreadable(id.toString()));
      }
    }
  }

  private void seen(DuePage page) {
    lock.lock();
    try {
      if (page.more()) {
        look = true;
        stirred = true;
      } else if (page.nextDue() != null && page.nextDue().isBefore(nextDue)) {
        nextDue = page.nextDue();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Something was postponed until {@code due}; called after that is stored. */
  void postponed(String destination, Instant due) {
    lock.lock();
    try {
      if (due.isBefore(nextDue)) {
        nextDue = due;
        stir();
      }
      if (!due.isAfter(clock.instant())) {
        // The clock has run past it while it was being stored; so may the look at the index.
        line(destination);
        stir();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Puts a destination in line, unless it stands there. */
  void line(String name) {
    lock.lock();
    try {
      Destination destination = destinations.named(name, settings);
      if (!destination.ready) {
        destination.ready = true;
        destination.blocked = false;
        ready.addLast(destination);
      }
      stir();
    } finally {
      lock.unlock();
    }
  }

  /** Begins as many deliveries as the limits allow, one for each destination in line. */
  private void dispatch() {
    lock.lock();
    try {
      ConcurrencySettings limits = settings.concurrency();
      for (int i = ready.size(); i > 0 && active < limits.total() && !closing; i--) {
        Destination destination = ready.removeFirst();
        destination.ready = false;
        if (destination.window.hasRoom(limits.perDestination())) {
          destination.active++;
          destination.window.began();
          active++;
          Thread.ofVirtual().name("outbound-" + destination.name).start(() -> deliver(destination));
        } else {
          destination.blocked = true;
        }
      }
      destinations.forgetIdle();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something changes or becomes due. */
  private void rest() {
    long idle = pool.expire(settings.concurrency().idleTime());
    lock.lock();
    try {
      long nanos = Math.min(idle, GLANCE.toNanos());
      if (ready.size() < MAX_READY && !nextDue.equals(Instant.MAX)) {
        long millis = Duration.between(clock.instant(), nextDue).toMillis();
        nanos = Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(millis));
      }
      while (!stirred && announced.isEmpty() && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      stirred = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing = true;
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock: lets the scheduler look again at what changed. */
  private void stir() {
    stirred = true;
    changed.signalAll();
  }

  /** Returns at once when the scheduler closes. */
  void pauseAfterStoreFailure() {
    lock.lock();
    try {
      long nanos = STORE_PAUSE.toNanos();
      while (!closing && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      look = true;
      fromStart = true;
      stir();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  // ------------------------------------------------------------------ the deliveries' threads

  private void deliver(Destination destination) {
    boolean more = true;
    try {
      for (int i = 0; i < TURN && more && !closing(); i++) {
        more = work.next(destination);
      }
    } catch (StoreException e) {
      events.emit(new OutboundEvent.StoreFailed("delivery to " + destination.name, e.getMessage()));
      pauseAfterStoreFailure();
    } catch (RuntimeException e) {
      events.emit(new OutboundEvent.Broken("delivery to " + destination.name, e.toString()));
      pauseAfterStoreFailure();
    } finally {
      ended(destination, more);
    }
  }

  private void ended(Destination destination, boolean more) {
    lock.lock();
    try {
      destination.active--;
      destination.window.ended();
      active--;
      if (more || destination.blocked) {
        line(destination.name);
      }
      // Domains that share a relay share its window: one of them may have waited for this room.
      if (settings.relayFor(destination.name) != null) {
        Destination waiting = destinations.waitingFor(destination.window);
        if (waiting != null) {
          line(waiting.name);
        }
      }
      stir();
    } finally {
      lock.unlock();
    }
  }

  boolean closing() {
    lock.lock();
    try {
      return closing;
    } finally {
      lock.unlock();
    }
  }

  // ------------------------------------------------------------------ the end

  /** Ends within eight seconds: {@link #close(Duration)} with five. */
  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }

  /**
   * Begins nothing new, waits for what is under way, then cuts what is left: such messages stay in
   * the queue as they are. Returns when nothing runs any more, or a few seconds after {@code grace}
   * at the latest.
   */
  public void close(Duration grace) {
    queue.unlisten(listener);
    lock.lock();
    try {
      closing = true;
      stir();
    } finally {
      lock.unlock();
    }
    awaitIdle(grace);
    pool.close();
    guard.close();
    awaitIdle(LAST_WAIT);
    Thread running = thread;
    if (running != null) {
      try {
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void awaitIdle(Duration limit) {
    lock.lock();
    try {
      long nanos = limit.toNanos();
      while (active > 0 && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Destinations that are left alone, for the administrator: name and until when. */
  public Map<String, Instant> down() {
    return destinations.down();
  }

  /** Forgets that destinations are down: the administrator knows that they are up again. */
  public void tryAgain(List<String> names) {
    destinations.tryAgain(names);
  }
}
