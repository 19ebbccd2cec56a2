package org.angarium.server.admin.view;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.address.ReversePath;
import org.angarium.store.queue.QueueEntry;
import org.angarium.store.queue.QueueRecipient;
import org.jspecify.annotations.Nullable;

/** A message in the queue with all its recipients. */
public record QueueMessageView(
    String id,
    String sender,
    long size,
    boolean held,
    Instant acceptedAt,
    String trace,
    List<Recipient> recipients) {

  /** How far it has come for one of them. */
  public record Recipient(
      String address,
      String status,
      int attempts,
      @Nullable Instant nextAttempt,
      @Nullable String lastHost,
      @Nullable String lastStatus,
      @Nullable String lastReply) {

    static Recipient of(QueueRecipient recipient) {
      return new Recipient(
          recipient.address().toString(),
          recipient.status().name().toLowerCase(Locale.ROOT),
          recipient.attempts(),
          recipient.status().done() ? null : recipient.nextAttempt(),
          recipient.lastHost(),
          recipient.lastStatus(),
          recipient.lastReply());
    }
  }

  /** What the service shows of it. */
  public static QueueMessageView of(QueueEntry entry) {
    return new QueueMessageView(
        entry.message().id().toString(),
        sender(entry.message().reversePath()),
        entry.message().size(),
        entry.held(),
        entry.message().acceptedAt(),
        entry.message().messageTrace(),
        entry.recipients().stream().map(Recipient::of).toList());
  }

  static String sender(ReversePath path) {
    String text = path.toString();
    return text.startsWith("<") && text.endsWith(">") ? text.substring(1, text.length() - 1) : text;
  }
}
