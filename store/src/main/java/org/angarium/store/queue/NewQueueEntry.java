package org.angarium.store.queue;

import java.time.Instant;
import java.util.List;
import org.angarium.mail.address.ReversePath;
import org.jspecify.annotations.Nullable;

/**
 * A message to be relayed to remote recipients.
 *
 * @param prefix header fields put before the contents when it is sent (Received …)
 * @param smtpUtf8 whether it needs SMTPUTF8
 * @param eightBit whether it was declared or found to have 8-bit contents
 * @param ours whether its author was authenticated, or is the server: only such mail is signed
 * @param dsnReturn RET of RFC 3461: FULL, HDRS or null
 * @param dsnEnvelopeId ENVID of RFC 3461, decoded, or null
 * @param messageTrace id under which the life of the message is traced
 * @param held whether nothing is tried until an administrator releases it
 */
public record NewQueueEntry(
    ReversePath reversePath,
    List<NewQueueRecipient> recipients,
    byte[] prefix,
    boolean smtpUtf8,
    boolean eightBit,
    boolean ours,
    @Nullable String dsnReturn,
    @Nullable String dsnEnvelopeId,
    Instant acceptedAt,
    String messageTrace,
    boolean held) {}
