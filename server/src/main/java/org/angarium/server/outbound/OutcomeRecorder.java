package org.angarium.server.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.dsn.DsnAction;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.OutboundEvent;
import org.angarium.store.StoreException;
import org.angarium.store.queue.QueueLease;
import org.angarium.store.queue.QueueMessage;
import org.angarium.store.queue.QueueRecipient;
import org.angarium.store.queue.RecipientStatus;
import org.jspecify.annotations.Nullable;

/**
 * Turns the outcomes of a try into the new state of the recipients, and tells the sender first
 * where that is due. Thread-safe.
 *
 * <p>The order is the promise: a recipient is marked as failed only after the report is on disk. A
 * crash between the two makes a second report; the other order could make none.
 */
final class OutcomeRecorder {
  /** When recipients are looked at again whose report could not be stored. */
  private static final Duration REPORT_RETRY = Duration.ofMinutes(5);

  private final StatusReports reports;
  private final EventSink events;
  private final RandomGenerator random;

  OutcomeRecorder(StatusReports reports, EventSink events, RandomGenerator random) {
    this.reports = reports;
    this.events = events;
    this.random = random;
  }

  /**
   * @param outcomes by position in the lease
   * @param content of the message, or null when it cannot be read
   * @param waitUntil null after a real try; else the destination is known to be down until then,
   *     and this counts as no try
   * @return the recipients in their new state, for the store
   */
  List<QueueRecipient> record(
      QueueLease lease,
      List<? extends Outcome> outcomes,
      @Nullable MessageContent content,
      @Nullable Instant waitUntil,
      Instant now,
      OutboundSettings settings) {
    List<QueueRecipient> after = new ArrayList<>(outcomes.size());
    List<StatusReports.Item> items = new ArrayList<>();
    Instant again = again(lease, outcomes, waitUntil, now, settings.retry());
    for (int i = 0; i < outcomes.size(); i++) {
      QueueRecipient recipient = lease.recipients().get(i);
      after.add(
          switch (outcomes.get(i)) {
            case Outcome.Delivered delivered -> delivered(recipient, delivered, items);
            case Outcome.Failed failed -> failed(recipient, failed, items);
            case Outcome.Deferred deferred ->
                deferred(
                    lease.message(), recipient, deferred, again, waitUntil, now, settings, items);
          });
    }
    boolean told = tell(lease.message(), items, content, now, settings);
    for (int i = 0; i < after.size(); i++) {
      QueueRecipient before = lease.recipients().get(i);
      QueueRecipient state = after.get(i);
      if (!told && state.status() == RecipientStatus.FAILED && reported(items, state)) {
        after.set(i, before.dueAt(now.plus(REPORT_RETRY)));
      } else if (!told && state.delayReported() && !before.delayReported()) {
        after.set(i, before.dueAt(state.nextAttempt()));
      } else {
        emit(lease.message(), state, now);
      }
    }
    return after;
  }

  /**
   * When those that are deferred are tried again; null when they are given up. It is one time for
   * all of them: a message goes to its recipients at a destination in one copy, and so it must
   * after they were deferred together (RFC 5321 §4.5.4.1).
   */
  private @Nullable Instant again(
      QueueLease lease,
      List<? extends Outcome> outcomes,
      @Nullable Instant waitUntil,
      Instant now,
      RetrySchedule retry) {
    int attempts = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Deferred) {
        attempts = Math.max(attempts, lease.recipients().get(i).attempts());
      }
    }
    Instant acceptedAt = lease.message().acceptedAt();
    Instant next = retry.next(acceptedAt, attempts + 1, now, random);
    if (next == null || waitUntil == null) {
      return next;
    }
    Instant end = retry.end(acceptedAt);
    Instant waited = now.plus(retry.spread(Duration.between(now, waitUntil), random));
    return waited.isAfter(end) ? end : waited;
  }

  /**
   * The state when {@link #record} itself failed: what was delivered is done, everybody else stays,
   * since nobody was told.
   */
  static List<QueueRecipient> withoutReport(
      QueueLease lease, List<? extends Outcome> outcomes, Instant now) {
    List<QueueRecipient> after = new ArrayList<>(outcomes.size());
    for (int i = 0; i < outcomes.size(); i++) {
      QueueRecipient recipient = lease.recipients().get(i);
      Outcome outcome = outcomes.get(i);
      after.add(
          outcome instanceof Outcome.Delivered
              ? recipient.ended(
                  RecipientStatus.DELIVERED,
                  outcome.cause().text(),
                  outcome.status(),
                  outcome.cause().host())
              : recipient.deferred(
                  now.plus(REPORT_RETRY),
                  recipient.delayReported(),
                  outcome.cause().text(),
                  outcome.status(),
                  outcome.cause().host()));
    }
    return after;
  }

  private static boolean reported(List<StatusReports.Item> items, QueueRecipient recipient) {
    return items.stream().anyMatch(item -> item.recipient().index() == recipient.index());
  }

  private static QueueRecipient delivered(
      QueueRecipient recipient, Outcome.Delivered outcome, List<StatusReports.Item> items) {
    if (StatusReports.wantsSuccess(recipient) && !outcome.passesOn()) {
      items.add(
          new StatusReports.Item(
              recipient, DsnAction.RELAYED, outcome.status(), outcome.cause(), null));
    }
    return recipient.ended(
        RecipientStatus.DELIVERED,
        outcome.cause().text(),
        outcome.status(),
        outcome.cause().host());
  }

  private static QueueRecipient failed(
      QueueRecipient recipient, Outcome.Failed outcome, List<StatusReports.Item> items) {
    if (StatusReports.wantsFailure(recipient)) {
      items.add(
          new StatusReports.Item(
              recipient, DsnAction.FAILED, outcome.status(), outcome.cause(), null));
    }
    return recipient.ended(
        RecipientStatus.FAILED, outcome.cause().text(), outcome.status(), outcome.cause().host());
  }

  private static QueueRecipient deferred(
      QueueMessage message,
      QueueRecipient recipient,
      Outcome.Deferred outcome,
      @Nullable Instant again,
      @Nullable Instant waitUntil,
      Instant now,
      OutboundSettings settings,
      List<StatusReports.Item> items) {
    RetrySchedule retry = settings.retry();
    if (again == null) {
      // RFC 3463: delivery time expired. The reason stays what it was, in the words that it had.
      return failed(recipient, new Outcome.Failed(outcome.cause(), "5.4.7", false), items);
    }
    Instant end = retry.end(message.acceptedAt());
    boolean tell =
        retry.late(message.acceptedAt(), now)
            && !recipient.delayReported()
            && StatusReports.wantsDelay(recipient)
            && !message.reversePath().isNull();
    if (tell) {
      items.add(
          new StatusReports.Item(
              recipient, DsnAction.DELAYED, outcome.status(), outcome.cause(), end));
    }
    boolean reported = recipient.delayReported() || tell;
    QueueRecipient state =
        recipient.deferred(
            again, reported, outcome.cause().text(), outcome.status(), outcome.cause().host());
    return waitUntil == null ? state : state.withAttempts(recipient.attempts());
  }

  /** Sends what there is to be told; false when that failed. */
  private boolean tell(
      QueueMessage message,
      List<StatusReports.Item> items,
      @Nullable MessageContent content,
      Instant now,
      OutboundSettings settings) {
    if (items.isEmpty()) {
      return true;
    }
    String id = message.id().toString();
    EmailAddress sender = message.reversePath().address();
    if (sender == null) {
      for (StatusReports.Item item : items) {
        if (item.action() == DsnAction.FAILED) {
          events.emit(
              new OutboundEvent.Discarded(
                  message.messageTrace(), id, item.recipient().address().toString()));
        }
      }
      return true;
    }
    try {
      reports.send(message, sender, items, content, now, settings);
      events.emit(
          new OutboundEvent.Reported(message.messageTrace(), id, sender.toString(), items.size()));
      return true;
    } catch (StoreException e) {
      events.emit(new OutboundEvent.ReportFailed(message.messageTrace(), id, e.getMessage()));
      return false;
    }
  }

  private void emit(QueueMessage message, QueueRecipient state, Instant now) {
    String trace = message.messageTrace();
    String id = message.id().toString();
    String address = state.address().toString();
    String status = String.valueOf(state.lastStatus());
    String reply = String.valueOf(state.lastReply());
    events.emit(
        switch (state.status()) {
          case DELIVERED ->
              new OutboundEvent.Delivered(
                  trace,
                  id,
                  address,
                  state.lastHost(),
                  status,
                  reply,
                  Duration.between(message.acceptedAt(), now).toSeconds());
          case FAILED ->
              new OutboundEvent.Failed(trace, id, address, state.lastHost(), status, reply);
          case PENDING ->
              new OutboundEvent.Deferred(
                  trace,
                  id,
                  address,
                  state.lastHost(),
                  status,
                  reply,
                  state.attempts(),
                  state.nextAttempt().toString());
        });
  }
}
