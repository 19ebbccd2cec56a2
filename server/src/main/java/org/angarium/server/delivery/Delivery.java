package org.angarium.server.delivery;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.smtp.DsnNotify;
import org.angarium.mail.smtp.EnhancedStatusCode;
import org.angarium.server.delivery.Resolution.Deliverable;
import org.angarium.server.event.DeliveryEvent;
import org.angarium.server.event.EventSink;
import org.angarium.server.filter.Facts;
import org.angarium.server.filter.ForgedFields;
import org.angarium.server.filter.Judge;
import org.angarium.server.filter.Judgement;
import org.angarium.server.filter.Verdict;
import org.angarium.server.filter.Visit;
import org.angarium.server.sieve.SieveRunner;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.intake.Acceptance;
import org.angarium.store.intake.Accepted;
import org.angarium.store.intake.Intake;
import org.angarium.store.intake.OutdatedNoteException;
import org.angarium.store.intake.OverQuotaException;
import org.angarium.store.script.ScriptMemories;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages for all their recipients at once. Thread-safe.
 *
 * <p>The way of a message: {@link #receive} gives what its contents stream into; {@link #accept}
 * judges it, writes a prefix for each account, and has the store keep contents, mailbox entries and
 * the queue entry in one transaction. An account that several recipients lead to gets one copy.
 */
public final class Delivery implements LocalSubmission {
  /** Characters of a script's refusal that fit on a line of a reply (RFC 5321 §4.5.3.1.5). */
  private static final int MAX_REFUSAL = 400;

  /** How often scripts are run again because others that came at the same time were faster. */
  private static final int MOST_OUTDATED = 20;

  private static final Accepted NOWHERE = new Accepted(List.of(), List.of());

  private final String hostName;
  private final BlobStore blobs;
  private final Intake intake;
  private final ScriptMemories memories;
  private final Resolver resolver;
  private final Filing.Services filing;
  private final LoopCheck loops;
  private final Judge judge;
  private final ForgedFields forged;
  private final DeliveryLimits limits;
  private final MessageTraces traces;
  private final InstantSource clock;
  private final EventSink events;
  private final SenderReports reports;

  /**
   * @param hostName as it stands in Received fields
   * @param scripts run for each account that gets a message from outside
   * @param judge judges every message that a session brings
   */
  public Delivery(
      String hostName,
      MailStore store,
      Resolver resolver,
      SieveRunner scripts,
      Judge judge,
      DeliveryLimits limits,
      MessageTraces traces,
      InstantSource clock,
      EventSink events) {
    this.hostName = hostName;
    this.blobs = store.blobs();
    this.intake = store.intake();
    this.memories = store.scriptMemories();
    this.resolver = resolver;
    this.filing = new Filing.Services(scripts, resolver, store.mailboxes(), blobs, traces, events);
    this.loops = new LoopCheck();
    this.judge = judge;
    this.forged = new ForgedFields(hostName);
    this.limits = limits;
    this.traces = traces;
    this.clock = clock;
    this.events = events;
    this.reports = new SenderReports(hostName, traces, this);
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

  /** Takes contents of at most {@code maxBytes} that stay as they are; the caller closes it. */
  public IncomingMessage receive(long maxBytes) {
    return new IncomingMessage(blobs.writer(), limits, maxBytes, null);
  }

  /** Takes contents of strangers: what pretends to be our judgement is taken off. */
  public IncomingMessage receiveFromOutside(long maxBytes) {
    return new IncomingMessage(blobs.writer(), limits, maxBytes, forged::without);
  }

  /**
   * Takes submitted contents: missing fields are added, those that must not be passed on are left
   * out.
   *
   * @param sender for a missing From, or null
   */
  public IncomingMessage receiveSubmitted(
      String trace, @Nullable EmailAddress sender, long maxBytes) {
    HeaderRepair repair = new HeaderRepair(trace, hostName, clock.instant(), sender);
    return new IncomingMessage(
        blobs.writer(), limits, maxBytes, header -> forged.without(repair.repaired(header)));
  }

  /**
   * Begins to judge a message of which only the envelope's beginning is known. The caller closes
   * it.
   */
  public Visit visit(String trace, Origin origin, ReversePath reversePath) {
    return judge.visit(
        Facts.early(
            origin.sessionId(),
            trace,
            origin.source(),
            origin.client(),
            origin.clientName(),
            reversePath.address()));
  }

  /**
   * Judges and keeps a message that has arrived without a fault: on disk for all recipients whose
   * verdict takes it, and for nobody else.
   *
   * @param visit what was looked at before the message came; null if nothing was
   * @return a verdict for each recipient of the envelope, in order; with {@link Replies#FOR_ALL}
   *     either all are refused or none
   * @throws StoreException when it is not known to be kept; the sender must try again
   */
  public List<Verdict> accept(
      Envelope envelope, IncomingMessage message, @Nullable Visit visit, Replies replies)
      throws StoreException {
    try {
      MessageStructure structure = message.finish();
      Judgement judgement = judge.judge(message.facts(envelope, structure, visit));
      Greylist greylist = new Greylist(memories, intake, envelope, clock.instant());
      Fates fates = Fates.of(envelope, judgement, replies, greylist);
      greylist.remember();
      if (fates.takes()) {
        return distribute(envelope, message, structure, fates, replies);
      }
      refused(envelope, fates.mildest());
      return fates.verdicts();
    } catch (StoreException e) {
      events.emit(
          new DeliveryEvent.Failed(
              envelope.origin().sessionId(), envelope.trace(), String.valueOf(e)));
      throw e;
    }
  }

  /** Keeps the message for all recipients that can have it; a full mailbox shows on the way. */
  private List<Verdict> distribute(
      Envelope envelope,
      IncomingMessage message,
      MessageStructure structure,
      Fates fates,
      Replies replies)
      throws StoreException {
    Instant now = clock.instant();
    Contents contents = new Contents(message.blob(), structure, message.eightBit());
    try (Filing scripts = new Filing(filing, envelope, contents, fates, now)) {
      return distribute(envelope, message, contents, fates, replies, scripts, now);
    }
  }

  private List<Verdict> distribute(
      Envelope envelope,
      IncomingMessage message,
      Contents contents,
      Fates fates,
      Replies replies,
      Filing scripts,
      Instant now)
      throws StoreException {
    MessageStructure structure = contents.structure();
    Loops looped = loops.looped(envelope, structure);
    Set<AccountId> full = new HashSet<>();
    Map<AccountId, Verdict.Reject> refusing = new HashMap<>();
    Set<Distribution.Miss> told = new HashSet<>();
    for (int outdated = 0; ; ) {
      Distribution copies = Distribution.of(envelope, fates.verdicts(), looped, full, refusing);
      Filing.Filed filed = scripts.file(copies.accounts().values(), full);
      if (!filed.refusals().isEmpty()) {
        filed.refusals().forEach((account, text) -> refusing.put(account, refusal(text)));
        continue;
      }
      for (Verdict each : copies.verdicts()) {
        if (!each.takes()) {
          refused(envelope, each);
        }
      }
      if (copies.isEmpty()) {
        return copies.verdicts();
      }
      // The report first: if we die in between, the client tries again and nobody is forgotten.
      List<Distribution.Miss> misses =
          new ArrayList<>(
              replies == Replies.FOR_ALL ? copies.allMisses(envelope) : copies.misses());
      misses.removeAll(told);
      told.addAll(misses);
      reports.failed(envelope, misses, structure, now);
      Kept kept = new Kept(hostName, resolver.senders(), now);
      kept.message(envelope, contents, fates, copies.remotes(), filed);
      for (Filing.Letter letter : filed.letters()) {
        kept.letter(letter);
      }
      try {
        Acceptance acceptance = kept.acceptance(filed.notes());
        Accepted accepted = acceptance == null ? NOWHERE : intake.acceptWithinQuota(acceptance);
        accepted(message, fates.mildest(), kept, accepted);
      } catch (OverQuotaException e) {
        full.addAll(e.accounts());
        continue;
      } catch (OutdatedNoteException e) {
        if (++outdated == MOST_OUTDATED) {
          throw new StoreException("what scripts remember changes too fast", e);
        }
        scripts.forget();
        continue;
      }
      confirm(envelope, copies, structure, now);
      return replies == Replies.FOR_ALL
          ? Collections.nCopies(envelope.recipients().size(), fates.mildest())
          : copies.verdicts();
    }
  }

  /** From here on the message is on disk, whatever happens. */
  private void accepted(IncomingMessage message, Verdict verdict, Kept kept, Accepted accepted) {
    AcceptedEvents.of(message.size(), verdict, kept, accepted).forEach(events::emit);
  }

  /** RFC 3461 §5.2: tells the sender of what was delivered here, if that was asked for. */
  private void confirm(
      Envelope envelope, Distribution copies, MessageStructure structure, Instant now) {
    List<Envelope.Recipient> delivered = new ArrayList<>();
    for (int i = 0; i < envelope.recipients().size(); i++) {
      Envelope.Recipient recipient = envelope.recipients().get(i);
      if (recipient.notifyOn().contains(DsnNotify.SUCCESS)
          && !recipient.targets().local().isEmpty()
          && copies.verdicts().get(i).takes()) {
        delivered.add(recipient);
      }
    }
    try {
      reports.delivered(envelope, delivered, structure, now);
    } catch (StoreException e) {
      // The message itself is safe, and its sender must not send it again for want of a receipt.
      events.emit(
          new DeliveryEvent.ReceiptFailed(
              envelope.origin().sessionId(), envelope.trace(), String.valueOf(e)));
    }
  }

  /** RFC 5429 §2.1: what the script says, on one line that any host can take. */
  private static Verdict.Reject refusal(String text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length() && line.length() < MAX_REFUSAL; i++) {
      char c = text.charAt(i);
      boolean space = c <= ' ';
      if (!space || !line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
        line.append(space ? ' ' : c < 0x7F ? c : '?');
      }
    }
    String told = line.toString().strip();
    return new Verdict.Reject(
        EnhancedStatusCode.parse("5.7.1"),
        told.isEmpty() ? "The recipient refuses this message" : told,
        "refused by the recipient's script");
  }

  private void refused(Envelope envelope, Verdict verdict) {
    String status;
    String reason;
    switch (verdict) {
      case Verdict.Reject reject -> {
        status = reject.status().toString();
        reason = reject.reason();
      }
      case Verdict.Defer defer -> {
        status = defer.status().toString();
        reason = defer.reason();
      }
      case Verdict.Greylist greylist -> {
        status = "4.7.1";
        reason = "greylisted: " + greylist.reason();
      }
      case Verdict.Accept(), Verdict.Tag _, Verdict.Quarantine _ -> {
        return;
      }
    }
    events.emit(
        new DeliveryEvent.Refused(
            envelope.origin().sessionId(),
            envelope.trace(),
            envelope.reversePath().toString(),
            status,
            reason));
  }

  @Override
  public void submit(
      ReversePath reversePath, List<EmailAddress> recipients, byte[] message, String messageTrace)
      throws StoreException {
    List<Envelope.Recipient> resolved = new ArrayList<>();
    for (EmailAddress recipient : recipients) {
      switch (resolver.resolveOwn(recipient)) {
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
      Contents contents = new Contents(incoming.blob(), structure, incoming.eightBit());
      Kept kept = new Kept(hostName, resolver.senders(), clock.instant());
      kept.letter(new Filing.Letter(envelope, contents, null));
      Acceptance acceptance = Objects.requireNonNull(kept.acceptance(List.of()));
      accepted(incoming, Verdict.accept(), kept, intake.accept(acceptance));
    }
  }
}
