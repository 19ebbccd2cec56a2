package org.angarium.store.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.engine.EntryVisitor;
import org.jspecify.annotations.Nullable;

/** Gathers the rows of some messages, then makes a page of those that the filter wants. */
final class QueueList implements EntryVisitor {
  private record Row(byte[] key, byte[] value) {}

  private final QueueFilter filter;
  private final int limit;
  private final List<Row> rows = new ArrayList<>();

  QueueList(QueueFilter filter, int limit) {
    this.filter = filter;
    this.limit = limit;
  }

  @Override
  public boolean visit(byte[] key, byte[] value) {
    return rows.add(new Row(key, value));
  }

  /**
   * @param rest where the scan would go on, or null at the end of the queue
   */
  QueuePage page(byte @Nullable [] rest) throws StoreException {
    List<QueueSummary> page = new ArrayList<>();
    int start = 0;
    while (start < rows.size()) {
      long id = QueueKeys.idOf(rows.get(start).key());
      int end = start;
      while (end < rows.size() && QueueKeys.idOf(rows.get(end).key()) == id) {
        end++;
      }
      if (page.size() == limit) {
        return new QueuePage(page, new QueueId(id));
      }
      // A message that the scan's bound cut in two is read by the next page, unless it alone fills
      // one: then its first recipients stand for all.
      boolean cut = end == rows.size() && rest != null && QueueKeys.idOf(rest) == id;
      if (cut && start > 0) {
        return new QueuePage(page, new QueueId(id));
      }
      QueueSummary summary = summary(id, rows.subList(start, end));
      if (summary != null) {
        page.add(summary);
      }
      if (cut) {
        return new QueuePage(page, new QueueId(id + 1));
      }
      start = end;
    }
    return new QueuePage(page, rest == null ? null : new QueueId(QueueKeys.idOf(rest)));
  }

  private @Nullable QueueSummary summary(long id, List<Row> group) throws StoreException {
    if (group.size() < 2
        || QueueKeys.kindOf(group.get(0).key()) != QueueKeys.MESSAGE
        || QueueKeys.kindOf(group.get(1).key()) != QueueKeys.STATE) {
      return null;
    }
    QueueMessage message = QueueCodec.message(new QueueId(id), group.get(0).value());
    QueueState state = QueueCodec.state(group.get(1).value());
    if (!filter.wants(message, state)) {
      return null;
    }
    List<EmailAddress> first = new ArrayList<>();
    Instant nextAttempt = null;
    String lastReply = null;
    boolean wanted = false;
    for (Row row : group.subList(2, group.size())) {
      QueueRecipient recipient = QueueCodec.recipient(QueueKeys.indexOf(row.key()), row.value());
      if (recipient.status().done()) {
        continue;
      }
      wanted |= filter.wants(recipient);
      if (first.size() < QueueSummary.SHOWN) {
        first.add(recipient.address());
      }
      if (nextAttempt == null || recipient.nextAttempt().isBefore(nextAttempt)) {
        nextAttempt = recipient.nextAttempt();
      }
      if (lastReply == null) {
        lastReply = recipient.lastReply();
      }
    }
    return wanted
        ? new QueueSummary(
            message,
            state.held(),
            state.recipients(),
            state.remaining(),
            first,
            state.held() ? null : nextAttempt,
            lastReply)
        : null;
  }
}
