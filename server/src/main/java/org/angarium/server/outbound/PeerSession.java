package org.angarium.server.outbound;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.queue.QueueMessage;
import org.angarium.store.queue.QueueRecipient;

/**
 * A connection that is ready for mail: greeted, secured as far as asked, logged in. One thread at a
 * time. Sends messages one after the other (RFC 5321 §3.3), in one round trip before the contents
 * where the peer knows PIPELINING (RFC 2920).
 */
final class PeerSession implements AutoCloseable {
  private final Endpoint endpoint;
  private final SmtpChannel channel;
  private final Capabilities capabilities;
  private final SmtpTimeouts timeouts;
  private int messages;
  private boolean usable = true;

  PeerSession(
      Endpoint endpoint, SmtpChannel channel, Capabilities capabilities, SmtpTimeouts timeouts) {
    this.endpoint = endpoint;
    this.channel = channel;
    this.capabilities = capabilities;
    this.timeouts = timeouts;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Capabilities capabilities() {
    return capabilities;
  }

  SmtpChannel channel() {
    return channel;
  }

  /** Messages sent so far; at least 1 when the session was used before. */
  int messages() {
    return messages;
  }

  /** Whether another message can be sent. */
  boolean usable() {
    return usable;
  }

  /**
   * Sends one message: in one transaction, or in more where the peer takes no more recipients in
   * one (RFC 5321 §4.5.3.1.10).
   *
   * @param outcomes by position in {@code recipients}; what is decided is put there even when this
   *     throws, the rest stays null
   * @throws StoreException when our own contents cannot be read
   * @throws IOException when the connection broke before the contents were complete
   */
  void send(
      QueueMessage message,
      List<QueueRecipient> recipients,
      MessageContent content,
      Outcome[] outcomes)
      throws IOException {
    List<Integer> open = new ArrayList<>(recipients.size());
    for (int i = 0; i < recipients.size(); i++) {
      Outcome.Failed obstacle =
          TransferForm.obstacle(recipients.get(i), capabilities, endpoint.host());
      if (obstacle == null) {
        open.add(i);
      } else {
        outcomes[i] = obstacle;
      }
    }
    if (open.isEmpty()) {
      return;
    }
    switch (TransferForm.of(
        message, at(open, recipients), content, capabilities, endpoint.host())) {
      case TransferForm.None none -> open.forEach(i -> outcomes[i] = none.reason());
      case TransferForm.Some form -> {
        List<Integer> left = open;
        while (!left.isEmpty()) {
          left = transact(message, recipients, left, form, outcomes);
        }
      }
    }
  }

  /**
   * One transaction for the recipients at these positions.
   *
   * @return positions of those that are to go in another one, each time fewer
   */
  private List<Integer> transact(
      QueueMessage message,
      List<QueueRecipient> recipients,
      List<Integer> positions,
      TransferForm.Some form,
      Outcome[] outcomes)
      throws IOException {
    messages++;
    SmtpTransaction transaction =
        new SmtpTransaction(
            channel,
            capabilities,
            timeouts,
            endpoint.host(),
            message,
            at(positions, recipients),
            form);
    boolean complete = false;
    try {
      transaction.run();
      complete = true;
    } finally {
      usable &= complete && transaction.usable();
      for (int i = 0; i < positions.size(); i++) {
        if (transaction.outcomes()[i] != null) {
          outcomes[positions.get(i)] = transaction.outcomes()[i];
        }
      }
    }
    boolean taken =
        Arrays.stream(transaction.outcomes()).anyMatch(each -> each instanceof Outcome.Delivered);
    return taken && usable ? at(transaction.beyondLimit(), positions) : List.of();
  }

  private static <T> List<T> at(List<Integer> positions, List<T> all) {
    List<T> chosen = new ArrayList<>(positions.size());
    for (int position : positions) {
      chosen.add(all.get(position));
    }
    return chosen;
  }

  /** Says goodbye as far as the peer still listens, and closes. */
  void quit() {
    if (usable) {
      usable = false;
      Duration limit = timeouts.quit();
      try {
        channel.command("QUIT", limit);
        channel.flush(limit);
        channel.reply(limit);
      } catch (IOException gone) {
        // All mail was answered for; the goodbye is only polite.
      }
    }
    channel.close();
  }

  /** Closes without a word. */
  @Override
  public void close() {
    usable = false;
    channel.close();
  }
}
