package org.angarium.server.delivery;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.server.delivery.Resolution.Deliverable;
import org.angarium.server.delivery.Resolution.LocalTarget;
import org.angarium.server.event.DeliveryEvent;
import org.angarium.server.event.EventSink;
import org.angarium.server.sieve.SieveOutcome;
import org.angarium.server.sieve.SieveRunner;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.Blob;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.mailbox.Mailboxes;
import org.angarium.store.view.MailboxInfo;
import org.jspecify.annotations.Nullable;

/**
 * Asks the script of each account that gets a copy of one message where the copy goes. Mail that a
 * script sends on to another account of this server meets that account's script too, each account
 * once. For one thread.
 */
final class Filing {
  private final SieveRunner scripts;
  private final Resolver resolver;
  private final Mailboxes mailboxes;
  private final EventSink events;
  private final Envelope envelope;
  private final MessageStructure structure;
  private final Blob contents;
  private final Instant now;

  /** What scripts have said: asked once, though the message may be filed again without some. */
  private final Map<AccountId, Optional<SieveOutcome>> outcomes = new HashMap<>();

  Filing(
      SieveRunner scripts,
      Resolver resolver,
      Mailboxes mailboxes,
      EventSink events,
      Envelope envelope,
      MessageStructure structure,
      Blob contents,
      Instant now) {
    this.scripts = scripts;
    this.resolver = resolver;
    this.mailboxes = mailboxes;
    this.events = events;
    this.envelope = envelope;
    this.structure = structure;
    this.contents = contents;
    this.now = now;
  }

  /**
   * One copy in an account.
   *
   * @param mailbox by name
   */
  record Copy(LocalTarget target, String mailbox, Set<String> flags) {}

  /**
   * Where everything goes.
   *
   * @param redirects addresses elsewhere, each with the account whose script sends the message on
   * @param refusals accounts whose scripts refuse the message, with what the sender is told
   */
  record Filed(
      List<Copy> copies,
      Map<EmailAddress, LocalTarget> redirects,
      Map<AccountId, String> refusals) {}

  /**
   * @param targets that get the message
   * @param usual the mailbox where mail goes without a script
   * @param full accounts that have no room: nothing is sent on to them
   */
  Filed file(Collection<LocalTarget> targets, String usual, Set<AccountId> full)
      throws StoreException {
    Filed filed = new Filed(new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    ArrayDeque<LocalTarget> open = new ArrayDeque<>(targets);
    Set<AccountId> met = new HashSet<>();
    targets.forEach(target -> met.add(target.account()));
    int own = targets.size();
    while (!open.isEmpty()) {
      LocalTarget target = open.remove();
      boolean sentOn = own-- <= 0;
      SieveOutcome outcome = outcome(target);
      if (outcome == null) {
        filed.copies.add(new Copy(target, usual, Set.of()));
      } else if (outcome.refusal() != null && !sentOn) {
        filed.refusals.put(target.account(), outcome.refusal());
      } else {
        boolean kept = copies(target, outcome, usual, filed);
        boolean all = redirect(target, outcome, full, met, open, filed);
        if (!kept && (!all || outcome.refusal() != null)) {
          // What cannot be sent on, or back, stays where it was to go.
          filed.copies.add(new Copy(target, usual, Set.of()));
        }
      }
    }
    return filed;
  }

  private @Nullable SieveOutcome outcome(LocalTarget target) throws StoreException {
    Optional<SieveOutcome> known = outcomes.get(target.account());
    if (known != null) {
      return known.orElse(null);
    }
    EmailAddress sender = envelope.reversePath().address();
    EmailAddress login = envelope.origin().login();
    SieveOutcome outcome =
        scripts.run(
            new SieveRunner.Occasion(
                target.account(),
                target.address(),
                given(target),
                sender == null ? "" : sender.toString(),
                login == null ? null : login.toString(),
                now),
            structure,
            contents);
    outcomes.put(target.account(), Optional.ofNullable(outcome));
    if (outcome != null) {
      events.emit(
          new DeliveryEvent.Filtered(
              envelope.origin().sessionId(),
              envelope.trace(),
              target.account().toString(),
              outcome.script(),
              outcome.copies().size(),
              outcome.redirects().size(),
              outcome.refusal() != null,
              outcome.error()));
    }
    return outcome;
  }

  /** The recipient through which the message comes to the account, as the envelope has it. */
  private EmailAddress given(LocalTarget target) {
    for (Envelope.Recipient recipient : envelope.recipients()) {
      for (LocalTarget each : recipient.targets().local()) {
        if (each.account().equals(target.account())) {
          return recipient.given();
        }
      }
    }
    return target.address();
  }

  /** Whether there is a copy. */
  private boolean copies(LocalTarget target, SieveOutcome outcome, String usual, Filed filed)
      throws StoreException {
    for (SieveOutcome.Copy copy : outcome.copies()) {
      String mailbox = copy.mailbox();
      if (mailbox != null && copy.create()) {
        create(target.account(), mailbox);
      }
      filed.copies.add(new Copy(target, mailbox == null ? usual : mailbox, copy.flags()));
    }
    return !outcome.copies().isEmpty();
  }

  /** A mailbox that cannot be made is one that is not there: the copy goes to INBOX. */
  private void create(AccountId account, String mailbox) throws StoreException {
    try {
      Optional<MailboxInfo> there = mailboxes.find(account, mailbox);
      if (there.isEmpty() || !there.get().selectable()) {
        mailboxes.create(account, mailbox, Set.of());
      }
    } catch (MailboxRefusal refused) {
      events.emit(
          new DeliveryEvent.MailboxRefused(
              envelope.origin().sessionId(),
              envelope.trace(),
              mailbox,
              String.valueOf(refused.getMessage())));
    }
  }

  /** Whether all addresses could be used. */
  private boolean redirect(
      LocalTarget by,
      SieveOutcome outcome,
      Set<AccountId> full,
      Set<AccountId> met,
      ArrayDeque<LocalTarget> open,
      Filed filed)
      throws StoreException {
    boolean all = true;
    for (String text : outcome.redirects()) {
      Deliverable found = resolved(text);
      if (found == null || found.local().stream().anyMatch(to -> full.contains(to.account()))) {
        all = false;
        continue;
      }
      for (LocalTarget to : found.local()) {
        if (met.add(to.account())) {
          open.add(to);
        } else {
          // It was asked already. Accounts that redirect to each other would lose it.
          all = false;
        }
      }
      for (EmailAddress address : found.remote()) {
        filed.redirects.putIfAbsent(address, by);
      }
    }
    return all;
  }

  private @Nullable Deliverable resolved(String text) throws StoreException {
    try {
      EmailAddress address = EmailAddress.parse(text);
      return resolver.resolve(address, true, contents.size()) instanceof Deliverable found
          ? found
          : null;
    } catch (AddressSyntaxException noAddress) {
      return null;
    }
  }
}
