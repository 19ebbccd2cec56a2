package org.angarium.server.delivery;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.dsn.DeliveryStatusNotification;
import org.angarium.mail.dsn.DsnAction;
import org.angarium.mail.dsn.DsnRecipient;
import org.angarium.mail.dsn.ReturnedContent;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.smtp.DsnNotify;
import org.angarium.server.delivery.Resolution.Deliverable;
import org.angarium.server.delivery.Resolution.LocalTarget;
import org.angarium.server.event.DeliveryEvent;
import org.angarium.server.event.EventSink;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.intake.Acceptance;
import org.angarium.store.intake.Accepted;
import org.angarium.store.intake.Intake;
import org.angarium.store.intake.LocalDelivery;
import org.angarium.store.mailbox.AccountId;
import org.angarium.store.mailbox.Appended;
import org.angarium.store.queue.NewQueueEntry;
import org.angarium.store.queue.NewQueueRecipient;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages for all their recipients at once. Thread-safe.
 *
 * <p>The way of a message: {@link #receive} gives the vessel its contents stream into; {@link
 * #accept} judges it, writes a prefix for each account, and has the store keep contents, mailbox
 * entries and the queue entry in one transaction. An account that several recipients lead to gets
 * one copy.
 */
public final class Delivery implements LocalSubmission {
  private static final String INBOX = "INBOX";
  private static final String JUNK = "Junk";
  private static final int MAX_MESSAGE_ID = 250;

  private final String hostName;
  private final BlobStore blobs;
  private final Intake intake;
  private final Resolver resolver;
  private final Check loops;
  private final Check check;
  private final DeliveryLimits limits;
  private final MessageTraces traces;
  private final InstantSource clock;
  private final EventSink events;

  /**
   * @param hostName as it stands in Received fields
   * @param check judges every message that comes from outside
   */
  public Delivery(
      String hostName,
      BlobStore blobs,
      Intake intake,
      Resolver resolver,
      Check check,
      DeliveryLimits limits,
      MessageTraces traces,
      InstantSource clock,
      EventSink events) {
    this.hostName = hostName;
    this.blobs = blobs;
    this.intake = intake;
    this.resolver = resolver;
    this.loops = new LoopCheck(limits.maxHops());
    this.check = check;
    this.limits = limits;
    this.traces = traces;
    this.clock = clock;
    this.events = events;
  }

  /** An id for a message that is about to arrive. */
  public String nextTrace() {
    return traces.next();
  }

  /**
   * Whether there is room on the disk for a message.
   *
   * @param octets what the client has declared, or 0
   */
  public boolean hasRoom(long octets) {
    return blobs.room().admits(octets);
  }

  /** A vessel for contents of at most {@code maxBytes}; the caller closes it. */
  public IncomingMessage receive(long maxBytes) {
    return new IncomingMessage(blobs.writer(), limits, maxBytes, null);
  }

  /**
   * A vessel for submitted contents: missing fields are added.
   *
   * @param sender for a missing From, or null
   */
  public IncomingMessage receiveSubmitted(
      String trace, @Nullable EmailAddress sender, long maxBytes) {
    HeaderRepair repair = new HeaderRepair(trace, hostName, clock.instant(), sender);
    return new IncomingMessage(blobs.writer(), limits, maxBytes, repair);
  }

  /**
   * Judges and keeps a message that has arrived without a fault. When the verdict is Accept or
   * Quarantine, it is on disk for all recipients; otherwise nothing was kept.
   *
   * @throws StoreException when it is not known to be kept; the sender must try again
   */
  public Verdict accept(Envelope envelope, IncomingMessage message) throws StoreException {
    try {
      MessageStructure structure = message.finish();
      Verdict verdict = judge(envelope, structure, message.blob());
      switch (verdict) {
        case Verdict.Accept() -> commit(envelope, message, structure, INBOX, verdict);
        case Verdict.Quarantine(String _) -> commit(envelope, message, structure, JUNK, verdict);
        case Verdict.Reject(var status, String _, String reason) ->
            refused(envelope, status.toString(), reason);
        case Verdict.Defer(var status, String _, String reason) ->
            refused(envelope, status.toString(), reason);
      }
      return verdict;
    } catch (StoreException e) {
      events.emit(
          new DeliveryEvent.Failed(
              envelope.origin().sessionId(), envelope.trace(), String.valueOf(e)));
      throw e;
    }
  }

  private Verdict judge(Envelope envelope, MessageStructure structure, StagedBlob contents)
      throws StoreException {
    Verdict verdict = loops.judge(envelope, structure, contents);
    return verdict instanceof Verdict.Accept ? check.judge(envelope, structure, contents) : verdict;
  }

  private void commit(
      Envelope envelope,
      IncomingMessage message,
      MessageStructure structure,
      String mailbox,
      Verdict verdict)
      throws StoreException {
    Instant now = clock.instant();
    TraceFields trace = new TraceFields(envelope, hostName, now);
    Map<AccountId, LocalTarget> accounts = new LinkedHashMap<>();
    Map<EmailAddress, NewQueueRecipient> remotes = new LinkedHashMap<>();
    for (Envelope.Recipient recipient : envelope.recipients()) {
      for (LocalTarget target : recipient.targets().local()) {
        accounts.putIfAbsent(target.account(), target);
      }
      for (EmailAddress address : recipient.targets().remote()) {
        remotes.putIfAbsent(address, queued(address, recipient));
      }
    }
    List<LocalDelivery> local = new ArrayList<>(accounts.size());
    for (LocalTarget target : accounts.values()) {
      local.add(
          new LocalDelivery(target.account(), mailbox, Set.of(), trace.local(target.address())));
    }
    List<NewQueueEntry> queue =
        remotes.isEmpty()
            ? List.of()
            : List.of(entry(envelope, message, remotes, trace.remote(), now));
    Accepted accepted = intake.accept(new Acceptance(message.blob(), structure, now, local, queue));
    // From here on the message is on disk, whatever happens.
    report(envelope, message, structure, verdict, List.copyOf(accounts.values()), accepted);
    for (Envelope.Recipient recipient : envelope.recipients()) {
      if (recipient.notifyOn().contains(DsnNotify.SUCCESS)) {
        confirm(envelope, structure, now);
        break;
      }
    }
  }

  private static NewQueueRecipient queued(EmailAddress address, Envelope.Recipient recipient) {
    Set<String> notifyOn = new TreeSet<>();
    for (DsnNotify each : recipient.notifyOn()) {
      notifyOn.add(each.name());
    }
    return new NewQueueRecipient(address, notifyOn, recipient.originalRecipient());
  }

  private static NewQueueEntry entry(
      Envelope envelope,
      IncomingMessage message,
      Map<EmailAddress, NewQueueRecipient> remotes,
      byte[] prefix,
      Instant now) {
    return new NewQueueEntry(
        envelope.reversePath(),
        List.copyOf(remotes.values()),
        prefix,
        envelope.smtpUtf8(),
        envelope.eightBit() || message.eightBit(),
        envelope.dsnReturn() == null ? null : envelope.dsnReturn().name(),
        envelope.envelopeId(),
        now,
        envelope.trace());
  }

  private void refused(Envelope envelope, String status, String reason) {
    events.emit(
        new DeliveryEvent.Refused(
            envelope.origin().sessionId(),
            envelope.trace(),
            envelope.reversePath().toString(),
            status,
            reason));
  }

  private void report(
      Envelope envelope,
      IncomingMessage message,
      MessageStructure structure,
      Verdict verdict,
      List<LocalTarget> targets,
      Accepted accepted) {
    Origin origin = envelope.origin();
    String session = origin.sessionId();
    String messageId = structure.header().text("Message-ID");
    if (messageId != null && messageId.length() > MAX_MESSAGE_ID) {
      messageId = messageId.substring(0, MAX_MESSAGE_ID);
    }
    events.emit(
        new DeliveryEvent.Accepted(
            session,
            envelope.trace(),
            envelope.reversePath().toString(),
            origin.login() == null ? null : origin.login().toString(),
            origin.client() == null ? null : origin.client().getHostAddress(),
            messageId,
            message.size(),
            envelope.recipients().size(),
            verdict instanceof Verdict.Quarantine(String reason)
                ? "quarantine: " + reason
                : "accept"));
    for (int i = 0; i < targets.size(); i++) {
      Appended appended = accepted.local().get(i);
      events.emit(
          new DeliveryEvent.Delivered(
              session,
              envelope.trace(),
              targets.get(i).address().toString(),
              targets.get(i).account().toString(),
              appended.mailbox().mailbox(),
              appended.uid()));
    }
    if (!accepted.queued().isEmpty()) {
      long remote = 0;
      for (Envelope.Recipient recipient : envelope.recipients()) {
        remote += recipient.targets().remote().size();
      }
      events.emit(
          new DeliveryEvent.Queued(
              session, envelope.trace(), accepted.queued().getFirst().toString(), remote));
    }
  }

  /** RFC 3461 §5.2: tells the sender of what was delivered here, if he asked for that. */
  private void confirm(Envelope envelope, MessageStructure structure, Instant now) {
    EmailAddress sender = envelope.reversePath().address();
    if (sender == null) {
      return;
    }
    List<DsnRecipient> delivered = new ArrayList<>();
    for (Envelope.Recipient recipient : envelope.recipients()) {
      if (recipient.notifyOn().contains(DsnNotify.SUCCESS)
          && !recipient.targets().local().isEmpty()) {
        delivered.add(
            new DsnRecipient(
                recipient.given().toString(),
                recipient.originalRecipient(),
                DsnAction.DELIVERED,
                "2.1.5",
                null,
                null,
                now.atOffset(ZoneOffset.UTC),
                null));
      }
    }
    if (delivered.isEmpty()) {
      return;
    }
    String trace = traces.next();
    DeliveryStatusNotification notification =
        new DeliveryStatusNotification(
            hostName, envelope.envelopeId(), now.atOffset(ZoneOffset.UTC), delivered);
    byte[] report =
        notification.render(
            new EmailAddress("MAILER-DAEMON", hostName),
            sender,
            "<" + trace + "@" + hostName + ">",
            now.atOffset(ZoneOffset.UTC),
            structure.header().raw(),
            ReturnedContent.HEADERS);
    try {
      submit(ReversePath.NULL, List.of(sender), report, trace);
    } catch (StoreException e) {
      // The message itself is safe, and its sender must not send it again for want of a receipt.
      events.emit(
          new DeliveryEvent.Failed(envelope.origin().sessionId(), trace, "receipt lost: " + e));
    }
  }

  @Override
  public void submit(
      ReversePath reversePath, List<EmailAddress> recipients, byte[] message, String messageTrace)
      throws StoreException {
    List<Envelope.Recipient> resolved = new ArrayList<>();
    for (EmailAddress recipient : recipients) {
      switch (resolver.resolve(recipient, true, 0)) {
        case Deliverable deliverable ->
            resolved.add(new Envelope.Recipient(recipient, deliverable, Set.of(), null));
        case Resolution.Undeliverable(Resolution.Reason reason) ->
            events.emit(
                new DeliveryEvent.Dropped(messageTrace, recipient.toString(), reason.name()));
      }
    }
    if (resolved.isEmpty()) {
      return;
    }
    Envelope envelope =
        new Envelope(messageTrace, Origin.SELF, reversePath, resolved, false, false, null, null);
    try (IncomingMessage incoming = receive(Long.MAX_VALUE)) {
      incoming.write(message, 0, message.length);
      if (incoming.fault() != null) {
        throw new StoreException("a message of our own is out of bounds: " + incoming.fault());
      }
      MessageStructure structure = incoming.finish();
      commit(envelope, incoming, structure, INBOX, Verdict.ACCEPT);
    }
  }
}
