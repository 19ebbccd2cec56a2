package org.angarium.server.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.delivery.Resolution.LocalTarget;
import org.angarium.server.filter.Judgement;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.intake.Acceptance;
import org.angarium.store.intake.Content;
import org.angarium.store.intake.LocalDelivery;
import org.angarium.store.queue.NewQueueEntry;
import org.angarium.store.script.MemoryNote;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one message in one transaction: itself, copies that scripts edited, messages
 * that scripts wrote. For one thread.
 */
final class Kept {
  private static final String INBOX = "INBOX";
  private static final byte[] NOTHING = {};

  private final String hostName;
  private final Senders senders;
  private final Instant now;
  private final List<Part> parts = new ArrayList<>(1);

  Kept(String hostName, Senders senders, Instant now) {
    this.hostName = hostName;
    this.senders = senders;
    this.now = now;
  }

  /**
   * One content and where it goes.
   *
   * @param envelope under which it goes
   * @param targets those of the deliveries, in order
   */
  record Part(
      Envelope envelope,
      Contents contents,
      List<LocalTarget> targets,
      List<LocalDelivery> local,
      List<NewQueueEntry> queued) {
    private static Part of(Envelope envelope, Contents contents) {
      return new Part(envelope, contents, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    private void add(LocalTarget target, String mailbox, Set<String> flags, byte[] prefix) {
      targets.add(target);
      local.add(new LocalDelivery(target.account(), mailbox, flags, prefix));
    }
  }

  /**
   * The message that came, in all its copies.
   *
   * @param contents as it came
   * @param fates what judgement makes of each copy
   * @param remotes recipients elsewhere
   */
  void message(
      Envelope envelope,
      Contents contents,
      Fates fates,
      Map<EmailAddress, Envelope.Recipient> remotes,
      Filing.Filed filed)
      throws StoreException {
    Judgement judgement = fates.judgement();
    Map<Contents, List<Filing.Copy>> copies = new LinkedHashMap<>();
    Map<Contents, List<Filing.Redirect>> redirects = new LinkedHashMap<>();
    copies.put(contents, new ArrayList<>());
    filed
        .copies()
        .forEach(copy -> copies.computeIfAbsent(copy.contents(), c -> new ArrayList<>()).add(copy));
    for (Filing.Redirect redirect : filed.redirects()) {
      copies.putIfAbsent(redirect.contents(), List.of());
      redirects.computeIfAbsent(redirect.contents(), c -> new ArrayList<>()).add(redirect);
    }
    for (Map.Entry<Contents, List<Filing.Copy>> entry : copies.entrySet()) {
      Contents each = entry.getKey();
      Part part = Part.of(envelope, each);
      TraceFields trace =
          new TraceFields(
              envelope, judgement.fields(), each.structure().header().raw(), hostName, now);
      for (Filing.Copy copy : entry.getValue()) {
        EmailAddress address = copy.target().address();
        byte[] prefix = trace.local(address, judgement.status(address));
        part.add(copy.target(), copy.mailbox(), copy.flags(), prefix);
      }
      boolean ours = Authorship.isOurs(envelope, each.structure().header());
      List<Filing.Redirect> sentOn = redirects.getOrDefault(each, List.of());
      for (boolean held : new boolean[] {false, true}) {
        QueueEntries entries =
            new QueueEntries(senders, envelope, trace, each.eightBit(), ours, held, now);
        if (each.equals(contents)) {
          part.queued.addAll(entries.of(remotes(remotes, fates, held)));
        }
        part.queued.addAll(
            entries.redirected(
                sentOn.stream().filter(to -> fates.isHeld(to.by()) == held).toList()));
      }
      parts.add(part);
    }
  }

  /** Those whose copies are held, or those whose copies are not. */
  private static Map<EmailAddress, Envelope.Recipient> remotes(
      Map<EmailAddress, Envelope.Recipient> all, Fates fates, boolean held) {
    Map<EmailAddress, Envelope.Recipient> some = new LinkedHashMap<>();
    all.forEach((address, recipient) -> {
      if (fates.isHeld(recipient) == held) {
        some.put(address, recipient);
      }
    });
    return some;
  }

  /** A message that a script or the server itself wrote; each account gets it once. */
  void letter(Filing.Letter letter) throws StoreException {
    Envelope envelope = letter.envelope();
    Contents contents = letter.contents();
    Part part = Part.of(envelope, contents);
    TraceFields trace =
        new TraceFields(envelope, "", contents.structure().header().raw(), hostName, now);
    Map<EmailAddress, Envelope.Recipient> remotes = new LinkedHashMap<>();
    Set<AccountId> reached = new HashSet<>();
    for (Envelope.Recipient recipient : envelope.recipients()) {
      for (LocalTarget target : recipient.targets().local()) {
        if (reached.add(target.account())) {
          part.add(target, INBOX, Set.of(), trace.local(target.address(), ""));
        }
      }
      recipient.targets().remote().forEach(address -> remotes.putIfAbsent(address, recipient));
    }
    part.queued.addAll(
        new QueueEntries(senders, envelope, trace, contents.eightBit(), true, false, now)
            .of(remotes));
    Filing.Copy copy = letter.copy();
    if (copy != null) {
      part.add(copy.target(), copy.mailbox(), copy.flags(), NOTHING);
    }
    parts.add(part);
  }

  /** In the order in which they are accepted; the message as it came is the first. */
  List<Part> parts() {
    return parts;
  }

  /** Null where nobody gets anything, and nothing is to be remembered: all scripts discard it. */
  @Nullable Acceptance acceptance(List<MemoryNote> notes) {
    List<Content> contents = new ArrayList<>(parts.size());
    for (Part part : parts) {
      if (!part.local.isEmpty() || !part.queued.isEmpty()) {
        contents.add(
            new Content(part.contents.blob(), part.contents.structure(), part.local, part.queued));
      }
    }
    return contents.isEmpty() && notes.isEmpty() ? null : new Acceptance(now, contents, notes);
  }
}
