package org.angarium.store.queue;

import java.util.List;

/**
 * Recipients of one message at one destination, handed out for one try. Nobody else gets them until
 * they are settled or given back. A lease lives in memory: when the process dies it is as if it had
 * been given back, and what the next host took without our knowing is sent to it again, as SMTP
 * cannot avoid (RFC 1047).
 *
 * @param recipients pending and due, at least one, in the order of the envelope
 */
public record QueueLease(
    QueueMessage message, String destination, List<QueueRecipient> recipients) {}
