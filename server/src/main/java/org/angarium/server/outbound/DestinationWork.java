package org.angarium.server.outbound;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import org.angarium.server.dns.MxResolver;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.OutboundEvent;
import org.angarium.server.signing.MailSigner;
import org.angarium.store.DamagedContentsException;
import org.angarium.store.StoreException;
import org.angarium.store.blob.Blob;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.queue.QueueLease;
import org.angarium.store.queue.QueueRecipient;
import org.angarium.store.queue.QueueStore;
import org.angarium.store.queue.RecipientStatus;
import org.jspecify.annotations.Nullable;

/** What a delivery's thread does: takes the next message of its destination through one try. */
final class DestinationWork {
  private static final Outcome LOST =
      Outcome.Failed.unreached("the message was damaged on this host before it was sent", "5.3.0");

  /** Messages postponed in one step while a destination is down. */
  private static final int POSTPONED = 50;

  private final QueueStore queue;
  private final BlobStore blobs;
  private final MxResolver mx;
  private final SmtpClient client;
  private final ConnectionPool pool;
  private final TlsPolicy policy;
  private final MailSigner signer;
  private final OutcomeRecorder recorder;
  private final EventSink events;
  private final InstantSource clock;
  private final InstantSource steady;
  private final Destinations destinations;
  private final OutboundScheduler scheduler;

  DestinationWork(
      QueueStore queue,
      BlobStore blobs,
      MxResolver mx,
      SmtpClient client,
      ConnectionPool pool,
      TlsPolicy policy,
      MailSigner signer,
      OutcomeRecorder recorder,
      EventSink events,
      InstantSource clock,
      InstantSource steady,
      Destinations destinations,
      OutboundScheduler scheduler) {
    this.queue = queue;
    this.blobs = blobs;
    this.mx = mx;
    this.client = client;
    this.pool = pool;
    this.policy = policy;
    this.signer = signer;
    this.recorder = recorder;
    this.events = events;
    this.clock = clock;
    this.steady = steady;
    this.destinations = destinations;
    this.scheduler = scheduler;
  }

  /** Takes one step; false when nothing is due at {@code destination}. */
  boolean next(Destination destination) throws StoreException {
    Instant now = clock.instant();
    int recipients = scheduler.settings().concurrency().recipientsPerMessage();
    Instant downUntil = destinations.downUntil(destination);
    List<QueueLease> leases =
        queue.lease(destination.name, now, downUntil == null ? 1 : POSTPONED, recipients);
    int finished = 0;
    try {
      for (QueueLease lease : leases) {
        if (downUntil == null) {
          // There may be more: another delivery may begin beside this one.
          scheduler.line(destination.name);
          attempt(destination, lease);
        } else {
          postpone(destination, lease, downUntil);
        }
        finished++;
      }
    } finally {
      for (QueueLease lease : leases.subList(finished, leases.size())) {
        queue.giveBack(lease);
      }
    }
    return !leases.isEmpty();
  }

  private void attempt(Destination destination, QueueLease lease) throws StoreException {
    OutboundSettings settings = scheduler.settings();
    ClockJumps jumps = new ClockJumps(clock, steady);
    MessageContent content = null;
    DeliveryAttempt.Result result = null;
    Outcome unread = Outcome.Deferred.unreached("the contents cannot be read just now", "4.3.0");
    try {
      content = content(lease);
      result = new DeliveryAttempt(settings, mx, client, pool, policy, lease, content).run();
    } catch (StoreException e) {
      events.emit(
          new OutboundEvent.StoreFailed("contents of " + lease.message().id(), e.getMessage()));
      content = null;
      if (e instanceof DamagedContentsException) {
        // They do not get better by waiting, and must not be sent as they are.
        unread = LOST;
      }
    }
    List<? extends Outcome> outcomes;
    if (result == null) {
      outcomes = all(lease, unread);
    } else {
      outcomes = result.outcomes();
      if (scheduler.closing() && !result.reached()) {
        // Cut by ourselves: the peer is not to blame and this was no try.
        queue.giveBack(lease);
        return;
      }
      if (result.reached()) {
        destinations.reached(destination, scheduler.settings());
      } else if (outcomes.getFirst() instanceof Outcome.Deferred reason) {
        destinations.unreachable(destination, reason, scheduler.settings());
      }
    }
    settle(lease, decide(following(jumps.look(), lease), outcomes, content, null));
  }

  /** The lease by the clock as it is now: what the store has of it was moved meanwhile. */
  private static QueueLease following(Duration jump, QueueLease lease) {
    return jump.isZero()
        ? lease
        : new QueueLease(
            lease.message().withAcceptedAt(lease.message().acceptedAt().plus(jump)),
            lease.destination(),
            lease.recipients());
  }

  private void postpone(Destination destination, QueueLease lease, Instant until)
      throws StoreException {
    settle(lease, decide(lease, all(lease, destinations.reason(destination)), found(lease), until));
  }

  private List<QueueRecipient> decide(
      QueueLease lease,
      List<? extends Outcome> outcomes,
      @Nullable MessageContent content,
      @Nullable Instant waitUntil) {
    Instant now = clock.instant();
    try {
      return recorder.record(lease, outcomes, content, waitUntil, now, scheduler.settings());
    } catch (RuntimeException e) {
      events.emit(new OutboundEvent.Broken("outcome for " + lease.message().id(), e.toString()));
      return OutcomeRecorder.withoutReport(lease, outcomes, now);
    }
  }

  private static List<Outcome> all(QueueLease lease, Outcome outcome) {
    return Collections.nCopies(lease.recipients().size(), outcome);
  }

  /** For a report, which goes without contents where they cannot be had. */
  private @Nullable MessageContent found(QueueLease lease) {
    try {
      return content(lease);
    } catch (StoreException e) {
      events.emit(
          new OutboundEvent.StoreFailed("contents of " + lease.message().id(), e.getMessage()));
      return null;
    }
  }

  private MessageContent content(QueueLease lease) throws StoreException {
    Blob blob = blobs.find(lease.message().blob());
    if (blob == null) {
      throw new DamagedContentsException("blob " + lease.message().blob() + " is gone");
    }
    return new MessageContent(
        lease.message().prefix(), blob, lease.message().ours() ? signer : MailSigner.NONE);
  }

  /**
   * Stores what became of the recipients, again and again while the store fails: what a host has
   * taken must not be sent to it once more because we forgot.
   */
  private void settle(QueueLease lease, List<QueueRecipient> after) throws StoreException {
    while (true) {
      try {
        queue.settle(lease, after);
        break;
      } catch (StoreException e) {
        events.emit(
            new OutboundEvent.StoreFailed(
                "recording the delivery of " + lease.message().id(), e.getMessage()));
        if (scheduler.closing()) {
          throw e;
        }
        scheduler.pauseAfterStoreFailure();
      }
    }
    for (QueueRecipient recipient : after) {
      if (recipient.status() == RecipientStatus.PENDING) {
        scheduler.postponed(lease.destination(), recipient.nextAttempt());
      }
    }
  }
}
