package org.angarium.store.queue;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * One recipient of a queued message.
 *
 * @param index position among the recipients of its message, from 0
 * @param notifyOn NOTIFY of RFC 3461, empty when it was not given
 * @param originalRecipient ORCPT of RFC 3461, or null
 * @param attempts tries that have ended
 * @param nextAttempt when it is due; without meaning once {@code status} is done
 * @param delayReported whether the sender was told that it takes long
 * @param lastReply text of the last reply or failure, or null before the first try
 * @param lastStatus enhanced status code of RFC 3463 that goes with it, or null
 * @param lastHost name of the host that gave it, or null where none was reached
 */
public record QueueRecipient(
    int index,
    EmailAddress address,
    Set<String> notifyOn,
    @Nullable String originalRecipient,
    RecipientStatus status,
    int attempts,
    Instant nextAttempt,
    boolean delayReported,
    @Nullable String lastReply,
    @Nullable String lastStatus,
    @Nullable String lastHost) {

  /** Longest {@code lastReply} that is kept, in characters. */
  public static final int MAX_REPLY = 1000;

  public QueueRecipient {
    notifyOn = Set.copyOf(notifyOn);
    if (lastReply != null && lastReply.length() > MAX_REPLY) {
      lastReply = lastReply.substring(0, MAX_REPLY);
    }
  }

  /** The domain by which deliveries are grouped: lower case. */
  public String destination() {
    return destination(address);
  }

  static String destination(EmailAddress address) {
    return address.domain().toLowerCase(Locale.ROOT);
  }

  /** The state after a try that ended for good. */
  public QueueRecipient ended(
      RecipientStatus end, String reply, String enhancedStatus, @Nullable String host) {
    return new QueueRecipient(
        index,
        address,
        notifyOn,
        originalRecipient,
        end,
        attempts + 1,
        nextAttempt,
        delayReported,
        reply,
        enhancedStatus,
        host);
  }

  /** The state after a try that will be repeated at {@code again}. */
  public QueueRecipient deferred(
      Instant again, boolean reported, String reply, String enhancedStatus, @Nullable String host) {
    return new QueueRecipient(
        index,
        address,
        notifyOn,
        originalRecipient,
        RecipientStatus.PENDING,
        attempts + 1,
        again,
        reported,
        reply,
        enhancedStatus,
        host);
  }

  /** Due at {@code when}, everything else as it was; not counted as a try. */
  public QueueRecipient dueAt(Instant when) {
    return new QueueRecipient(
        index,
        address,
        notifyOn,
        originalRecipient,
        status,
        attempts,
        when,
        delayReported,
        lastReply,
        lastStatus,
        lastHost);
  }

  /** With another count of tries. */
  public QueueRecipient withAttempts(int count) {
    return new QueueRecipient(
        index,
        address,
        notifyOn,
        originalRecipient,
        status,
        count,
        nextAttempt,
        delayReported,
        lastReply,
        lastStatus,
        lastHost);
  }
}
