package org.angarium.server.admin;

import java.util.List;
import java.util.Locale;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.server.admin.view.QueueLineView;
import org.angarium.server.admin.view.QueueMessageView;
import org.angarium.server.outbound.QueueAdministration;
import org.angarium.server.report.TraceStore;
import org.angarium.store.StoreException;
import org.angarium.store.queue.QueueEntry;
import org.angarium.store.queue.QueueFilter;
import org.angarium.store.queue.QueueId;
import org.angarium.store.queue.QueuePage;
import org.jspecify.annotations.Nullable;

/** What can be done to messages on their way. Thread-safe; changes are durable on return. */
public final class QueueOperations {
  private final QueueAdministration queue;
  private final TraceStore traces;
  private final Rights rights;
  private final AuditTrail trail;

  QueueOperations(QueueAdministration queue, TraceStore traces, Rights rights, AuditTrail trail) {
    this.queue = queue;
    this.traces = traces;
    this.rights = rights;
    this.trail = trail;
  }

  /** In the order of acceptance; {@code destination} null is any. */
  public Listing<QueueLineView> list(
      Actor actor,
      @Nullable String destination,
      @Nullable Boolean held,
      @Nullable String after,
      int limit)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.QUEUE_LIST, destination == null ? "" : destination);
    int most = Requests.limit(limit);
    QueueFilter filter =
        new QueueFilter(
            null, null, destination == null ? null : destination.toLowerCase(Locale.ROOT), held);
    QueuePage page = queue.list(filter, after == null ? null : Requests.queueId(after), most);
    QueueId next = page.next();
    return new Listing<>(
        page.entries().stream().map(QueueLineView::of).toList(),
        next == null ? null : next.toString());
  }

  public QueueMessageView show(Actor actor, String id)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.QUEUE_SHOW, id);
    return view(id);
  }

  private QueueMessageView view(String id) throws StoreException, AdministrationRefusal {
    QueueEntry entry = queue.show(Requests.queueId(id));
    if (entry == null) {
      throw notFound(id);
    }
    return QueueMessageView.of(entry);
  }

  /** Nothing is tried until it is released. */
  public QueueMessageView hold(Actor actor, String id)
      throws StoreException, AdministrationRefusal {
    change(actor, Operation.QUEUE_HOLD, id, queue::hold);
    return view(id);
  }

  public QueueMessageView release(Actor actor, String id)
      throws StoreException, AdministrationRefusal {
    change(actor, Operation.QUEUE_RELEASE, id, queue::release);
    return view(id);
  }

  /** Makes all of its recipients due now. */
  public QueueMessageView retry(Actor actor, String id)
      throws StoreException, AdministrationRefusal {
    change(actor, Operation.QUEUE_RETRY, id, queue::retry);
    return view(id);
  }

  /** Removes it; nobody is told. */
  public void delete(Actor actor, String id) throws StoreException, AdministrationRefusal {
    change(actor, Operation.QUEUE_DELETE, id, queue::delete);
  }

  /** Says whether the message was there. */
  private interface Change {
    boolean run(QueueId id) throws StoreException;
  }

  private void change(Actor actor, Operation operation, String id, Change change)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, operation, id);
    if (!change.run(Requests.queueId(id))) {
      throw notFound(id);
    }
    trail.done(actor, operation.label(), id);
  }

  private static AdministrationRefusal notFound(String id) {
    return Requests.notFound("queued message", id, "queue list");
  }

  /** The life of a message, one JSON object a step, oldest first. */
  public List<String> trace(Actor actor, String id) throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.TRACE_SHOW, id);
    List<String> steps = traces.trace(id);
    if (steps.isEmpty()) {
      throw new AdministrationRefusal(
          Kind.NOT_FOUND,
          "Nothing is known of a message " + id + ".",
          "The id is in the reply that accepted the message, in its Received field and in the log;"
              + " traces are kept for as long as trace.keep says.");
    }
    return steps;
  }
}
