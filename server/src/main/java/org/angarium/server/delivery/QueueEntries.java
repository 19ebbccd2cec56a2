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
import org.angarium.mail.sieve.action.RedirectParameters;
import org.angarium.mail.smtp.DsnNotify;
import org.angarium.mail.smtp.DsnReturn;
import org.angarium.server.delivery.Resolution.Deliverable;
import org.angarium.store.StoreException;
import org.angarium.store.queue.NewQueueEntry;
import org.angarium.store.queue.NewQueueRecipient;
import org.jspecify.annotations.Nullable;

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

  /** Redirects that go in one entry. */
  private record Group(EmailAddress owner, RedirectParameters parameters) {}

  /** What scripts send on, an entry for each account whose script does. */
  List<NewQueueEntry> redirected(List<Filing.Redirect> redirects) throws StoreException {
    Map<Group, Map<EmailAddress, Envelope.Recipient>> groups = new LinkedHashMap<>();
    for (Filing.Redirect redirect : redirects) {
      EmailAddress address = redirect.address();
      RedirectParameters parameters = redirect.parameters();
      groups
          .computeIfAbsent(
              new Group(redirect.by().address(), parameters), group -> new LinkedHashMap<>())
          .put(
              address,
              new Envelope.Recipient(
                  address,
                  new Deliverable(List.of(), List.of(address)),
                  parameters.notifyOn(),
                  null));
    }
    List<NewQueueEntry> entries = new ArrayList<>(groups.size());
    for (Map.Entry<Group, Map<EmailAddress, Envelope.Recipient>> each : groups.entrySet()) {
      entries.add(redirected(each.getKey(), each.getValue()));
    }
    return entries;
  }

  private NewQueueEntry redirected(Group group, Map<EmailAddress, Envelope.Recipient> recipients)
      throws StoreException {
    ReversePath path = envelope.reversePath();
    byte[] prefix = trace.forwarded(group.owner);
    if (!group.parameters.reportsToOwner() || path.address() == null) {
      return entry(senders.sentOn(path, group.owner, group.owner), recipients, prefix);
    }
    // RFC 6009 §6.1: reports that the owner asks for are the owner's.
    DsnReturn returned = group.parameters.returned();
    return entry(ReversePath.of(group.owner), recipients, prefix, returned, null);
  }

  private NewQueueEntry entry(
      ReversePath path, Map<EmailAddress, Envelope.Recipient> remotes, byte[] prefix) {
    return entry(path, remotes, prefix, envelope.dsnReturn(), envelope.envelopeId());
  }

  private NewQueueEntry entry(
      ReversePath path,
      Map<EmailAddress, Envelope.Recipient> remotes,
      byte[] prefix,
      @Nullable DsnReturn returned,
      @Nullable String envelopeId) {
    List<NewQueueRecipient> recipients = new ArrayList<>(remotes.size());
    remotes.forEach((address, recipient) -> recipients.add(queued(address, recipient)));
    return new NewQueueEntry(
        path,
        recipients,
        prefix,
        envelope.smtpUtf8(),
        envelope.eightBit() || eightBit,
        ours,
        returned == null ? null : returned.name(),
        envelopeId,
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
