package org.angarium.server.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.smtp.DsnNotify;
import org.angarium.server.delivery.Resolution.Deliverable;
import org.angarium.store.StoreException;
import org.angarium.store.queue.NewQueueEntry;
import org.angarium.store.queue.NewQueueRecipient;

/** Makes the entries of the queue that send one content to recipients elsewhere. */
final class QueueEntries {
  private final Senders senders;
  private final Envelope envelope;
  private final TraceFields trace;
  private final boolean eightBit;
  private final boolean ours;
  private final boolean held;
  private final Instant now;

  /**
   * @param trace for these contents
   * @param ours whether it may be signed in the name of its author's domain
   * @param held whether nothing is sent until an administrator releases it
   */
  QueueEntries(
      Senders senders,
      Envelope envelope,
      TraceFields trace,
      boolean eightBit,
      boolean ours,
      boolean held,
      Instant now) {
    this.senders = senders;
    this.envelope = envelope;
    this.trace = trace;
    this.eightBit = eightBit;
    this.ours = ours;
    this.held = held;
    this.now = now;
  }

  /**
   * One entry for the recipients that are themselves elsewhere, and one for each alias that leads
   * elsewhere: its copies say so, and are known when they come back.
   */
  List<NewQueueEntry> of(Map<EmailAddress, Envelope.Recipient> remotes) throws StoreException {
    Map<EmailAddress, Envelope.Recipient> relayed = new LinkedHashMap<>();
    Map<EmailAddress, Map<EmailAddress, Envelope.Recipient>> forwarded = new LinkedHashMap<>();
    remotes.forEach((address, recipient) -> {
      if (address.equals(recipient.given())) {
        relayed.put(address, recipient);
      } else {
        forwarded
            .computeIfAbsent(recipient.given(), alias -> new LinkedHashMap<>())
            .put(address, recipient);
      }
    });
    List<NewQueueEntry> entries = new ArrayList<>(1 + forwarded.size());
    if (!relayed.isEmpty()) {
      entries.add(entry(envelope.reversePath(), relayed, trace.remote()));
    }
    for (Map.Entry<EmailAddress, Map<EmailAddress, Envelope.Recipient>> each :
        forwarded.entrySet()) {
      EmailAddress alias = each.getKey();
      ReversePath path = senders.sentOn(envelope.reversePath(), alias, null);
      entries.add(entry(path, each.getValue(), trace.forwarded(alias)));
    }
    return entries;
  }

  /** What scripts send on, an entry for each account whose script does. */
  List<NewQueueEntry> redirected(List<Filing.Redirect> redirects) throws StoreException {
    Map<EmailAddress, Map<EmailAddress, Envelope.Recipient>> byOwner = new LinkedHashMap<>();
    for (Filing.Redirect redirect : redirects) {
      byOwner
          .computeIfAbsent(redirect.by().address(), by -> new LinkedHashMap<>())
          .put(redirect.address(), plain(redirect.address()));
    }
    List<NewQueueEntry> entries = new ArrayList<>(byOwner.size());
    for (Map.Entry<EmailAddress, Map<EmailAddress, Envelope.Recipient>> each : byOwner.entrySet()) {
      EmailAddress owner = each.getKey();
      ReversePath path = senders.sentOn(envelope.reversePath(), owner, owner);
      entries.add(entry(path, each.getValue(), trace.forwarded(owner)));
    }
    return entries;
  }

  /** A recipient elsewhere, without wishes. */
  static Envelope.Recipient plain(EmailAddress address) {
    return new Envelope.Recipient(
        address, new Deliverable(List.of(), List.of(address)), Set.of(), null);
  }

  private NewQueueEntry entry(
      ReversePath path, Map<EmailAddress, Envelope.Recipient> remotes, byte[] prefix) {
    List<NewQueueRecipient> recipients = new ArrayList<>(remotes.size());
    remotes.forEach((address, recipient) -> recipients.add(queued(address, recipient)));
    return new NewQueueEntry(
        path,
        recipients,
        prefix,
        envelope.smtpUtf8(),
        envelope.eightBit() || eightBit,
        ours,
        envelope.dsnReturn() == null ? null : envelope.dsnReturn().name(),
        envelope.envelopeId(),
        now,
        envelope.trace(),
        held);
  }

  private static NewQueueRecipient queued(EmailAddress address, Envelope.Recipient recipient) {
    Set<String> notifyOn = new TreeSet<>();
    for (DsnNotify each : recipient.notifyOn()) {
      notifyOn.add(each.name());
    }
    return new NewQueueRecipient(address, notifyOn, recipient.originalRecipient());
  }
}
