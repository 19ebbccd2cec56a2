package org.angarium.server.admin.view;

import java.time.Instant;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.queue.QueueSummary;
import org.jspecify.annotations.Nullable;

/**
 * A line in the list of the queue.
 *
 * @param sender empty for the null reverse-path
 * @param waiting some of the recipients that are still to be served
 * @param nextAttempt null when the message is held
 */
public record QueueLineView(
    String id,
    String sender,
    long size,
    boolean held,
    int recipients,
    int remaining,
    List<String> waiting,
    Instant acceptedAt,
    @Nullable Instant nextAttempt,
    @Nullable String lastReply,
    String trace) {

  /** What the service shows of it. */
  public static QueueLineView of(QueueSummary line) {
    return new QueueLineView(
        line.message().id().toString(),
        QueueMessageView.sender(line.message().reversePath()),
        line.message().size(),
        line.held(),
        line.recipients(),
        line.remaining(),
        line.first().stream().map(EmailAddress::toString).toList(),
        line.message().acceptedAt(),
        line.nextAttempt(),
        line.lastReply(),
        line.message().messageTrace());
  }
}
