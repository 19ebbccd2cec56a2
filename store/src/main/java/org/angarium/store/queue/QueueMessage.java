package org.angarium.store.queue;

import java.time.Instant;
import org.angarium.mail.address.ReversePath;
import org.angarium.store.blob.BlobId;
import org.jspecify.annotations.Nullable;

/**
 * What all recipients of a queued message share. Only the time changes, where the clock was wrong.
 *
 * @param prefix header fields put before the contents when it is sent, whole lines
 * @param size of the contents without the prefix, in octets
 * @param ours whether it was written here in the name of its author, who was authenticated or is
 *     the server: only such mail is signed
 * @param dsnReturn RET of RFC 3461: FULL, HDRS or null
 * @param dsnEnvelopeId ENVID of RFC 3461, decoded, or null
 */
public record QueueMessage(
    QueueId id,
    ReversePath reversePath,
    byte[] prefix,
    BlobId blob,
    long size,
    boolean smtpUtf8,
    boolean eightBit,
    boolean ours,
    @Nullable String dsnReturn,
    @Nullable String dsnEnvelopeId,
    Instant acceptedAt,
    String messageTrace) {

  /** The same message, accepted at {@code time}. */
  public QueueMessage withAcceptedAt(Instant time) {
    return new QueueMessage(
        id,
        reversePath,
        prefix,
        blob,
        size,
        smtpUtf8,
        eightBit,
        ours,
        dsnReturn,
        dsnEnvelopeId,
        time,
        messageTrace);
  }
}
