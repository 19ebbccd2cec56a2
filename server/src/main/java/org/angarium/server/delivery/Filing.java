package org.angarium.server.delivery;

import java.net.InetAddress;
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
import org.angarium.mail.sieve.action.EnvelopeParameters;
import org.angarium.mail.sieve.action.RedirectParameters;
import org.angarium.server.delivery.Resolution.Deliverable;
import org.angarium.server.delivery.Resolution.LocalTarget;
import org.angarium.server.event.DeliveryEvent;
import org.angarium.server.event.EventSink;
import org.angarium.server.sieve.ScriptedMessage;
import org.angarium.server.sieve.SieveOutcome;
import org.angarium.server.sieve.SieveRunner;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.mailbox.Mailboxes;
import org.angarium.store.script.MemoryNote;
import org.angarium.store.view.MailboxInfo;
import org.jspecify.annotations.Nullable;

/**
 * Asks the script of each account that gets a copy of one message where the copy goes. Mail that a
 * script sends on to another account of this server meets that account's script too, each account
 * once. For one thread; close it whatever happened.
 */
final class Filing implements AutoCloseable {
  private final Services services;
  private final Envelope envelope;
  private final Contents contents;
  private final Fates fates;
  private final Instant now;

  /** What scripts have said: asked once, though the message may be filed again without some. */
  private final Map<AccountId, Optional<SieveOutcome>> outcomes = new HashMap<>();

  private final Set<AccountId> reported = new HashSet<>();
  private final Map<Contents, ScriptedMessage> scripted = new HashMap<>();
  private final Letters letters;
  private final Edits edits;

  /**
   * What filing needs of the server.
   *
   * @param traces gives ids to messages that scripts write
   */
  record Services(
      SieveRunner scripts,
      Resolver resolver,
      Mailboxes mailboxes,
      BlobStore blobs,
      MessageTraces traces,
      EventSink events) {}

  /**
   * @param contents of the message as it came
   * @param fates what judgement makes of each copy
   */
  Filing(Services services, Envelope envelope, Contents contents, Fates fates, Instant now) {
    this.services = services;
    this.envelope = envelope;
    this.contents = contents;
    this.fates = fates;
    this.now = now;
    this.letters = new Letters(services);
    this.edits = new Edits(services.blobs);
  }

  /**
   * One copy in an account.
   *
   * @param mailbox by name
   */
  record Copy(LocalTarget target, String mailbox, Set<String> flags, Contents contents) {}

  /**
   * A copy that is sent on.
   *
   * @param by the account whose script does
   * @param parameters what the script wants beside the address
   */
  record Redirect(
      EmailAddress address, LocalTarget by, RedirectParameters parameters, Contents contents) {}

  /**
   * A message that a script wrote.
   *
   * @param copy where its owner keeps one, or null
   */
  record Letter(Envelope envelope, Contents contents, @Nullable Copy copy) {}

  /**
   * Where everything goes.
   *
   * @param redirects to addresses elsewhere, each once
   * @param elsewhere the addresses of the redirects
   * @param notes what scripts are to remember
   * @param refusals accounts whose scripts refuse the message, with what the sender is told
   */
  record Filed(
      List<Copy> copies,
      List<Redirect> redirects,
      Set<EmailAddress> elsewhere,
      List<Letter> letters,
      List<MemoryNote> notes,
      Map<AccountId, String> refusals) {
    static Filed nothing() {
      return new Filed(
          new ArrayList<>(),
          new ArrayList<>(),
          new HashSet<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new LinkedHashMap<>());
    }
  }

  /** Has all scripts run again: what they remember has changed since they were asked. */
  void forget() {
    outcomes.clear();
  }

  /** A message on its way to an account, whose script is still to be asked. */
  private record Coming(LocalTarget target, Contents contents, boolean sentOn) {
    Copy kept(String mailbox) {
      return new Copy(target, mailbox, Set.of(), contents);
    }
  }

  /**
   * @param targets that get the message
   * @param full accounts that have no room: nothing is sent on to them
   */
  Filed file(Collection<LocalTarget> targets, Set<AccountId> full) throws StoreException {
    Filed filed = Filed.nothing();
    ArrayDeque<Coming> open = new ArrayDeque<>();
    Set<AccountId> met = new HashSet<>();
    for (LocalTarget target : targets) {
      open.add(new Coming(target, contents, false));
      met.add(target.account());
    }
    while (!open.isEmpty()) {
      Coming coming = open.remove();
      LocalTarget target = coming.target;
      String usual = fates.mailbox(target);
      SieveOutcome outcome = outcome(coming);
      if (outcome == null) {
        filed.copies.add(coming.kept(usual));
      } else if (outcome.refusal() != null && !coming.sentOn) {
        filed.refusals.put(target.account(), outcome.refusal());
      } else {
        boolean kept = copies(coming, outcome, usual, filed);
        boolean all = redirect(coming, outcome, full, met, open, filed);
        if (!kept && (!all || outcome.refusal() != null)) {
          // What cannot be sent on, or back, stays where it was to go.
          filed.copies.add(coming.kept(usual));
        }
        write(target, outcome, full, filed);
        filed.notes.addAll(outcome.notes());
      }
    }
    return filed;
  }

  private @Nullable SieveOutcome outcome(Coming coming) throws StoreException {
    LocalTarget target = coming.target;
    Optional<SieveOutcome> known = outcomes.get(target.account());
    if (known != null) {
      return known.orElse(null);
    }
    SieveOutcome outcome =
        services.scripts.run(
            new SieveRunner.Occasion(
                target.account(), target.address(), arrival(target), services.traces::next, now),
            scripted.computeIfAbsent(
                coming.contents, each -> new ScriptedMessage(each.structure(), each.blob())));
    outcomes.put(target.account(), Optional.ofNullable(outcome));
    if (outcome != null && reported.add(target.account())) {
      services.events.emit(
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

  private SieveRunner.Arrival arrival(LocalTarget target) {
    Envelope.Recipient recipient = recipient(target);
    EmailAddress sender = envelope.reversePath().address();
    EmailAddress login = envelope.origin().login();
    InetAddress client = envelope.origin().client();
    return new SieveRunner.Arrival(
        recipient == null ? target.address() : recipient.given(),
        recipient != null
            && recipient.targets().local().size() == 1
            && recipient.targets().remote().isEmpty(),
        sender == null ? "" : sender.toString(),
        login == null ? null : login.toString(),
        client == null ? null : client.getHostAddress(),
        new EnvelopeParameters(
            recipient == null ? Set.of() : recipient.notifyOn(),
            envelope.dsnReturn(),
            recipient == null ? null : recipient.originalRecipient(),
            envelope.envelopeId(),
            null),
        fates.spamPercent(target),
        fates.fields(target));
  }

  /**
   * The recipient through which the message comes to the account; null where another account sends
   * it on.
   */
  private Envelope.@Nullable Recipient recipient(LocalTarget target) {
    for (Envelope.Recipient recipient : envelope.recipients()) {
      for (LocalTarget each : recipient.targets().local()) {
        if (each.account().equals(target.account())) {
          return recipient;
        }
      }
    }
    return null;
  }

  /** Whether there is a copy. */
  private boolean copies(Coming coming, SieveOutcome outcome, String usual, Filed filed)
      throws StoreException {
    LocalTarget target = coming.target;
    for (SieveOutcome.Copy copy : outcome.copies()) {
      String mailbox = copy.mailbox();
      filed.copies.add(
          new Copy(
              target,
              mailbox == null ? usual : made(target, copy),
              copy.flags(),
              edits.of(coming.contents, copy.changes())));
    }
    return !outcome.copies().isEmpty();
  }

  /** Messages that the script writes; what they are to be remembered by goes with them. */
  private void write(LocalTarget by, SieveOutcome outcome, Set<AccountId> full, Filed filed)
      throws StoreException {
    for (SieveOutcome.Letter letter : outcome.letters()) {
      if (!fates.mayAnswer(by) && !letter.always()) {
        continue; // what may be spam is not answered
      }
      SieveOutcome.Copy wanted = letter.copy();
      Letter written = letters.of(letter, full);
      if (written != null) {
        Copy copy =
            wanted == null || full.contains(by.account())
                ? null
                : new Copy(by, made(by, wanted), wanted.flags(), written.contents());
        filed.letters.add(new Letter(written.envelope(), written.contents(), copy));
        if (letter.note() != null) {
          filed.notes.add(letter.note());
        }
      }
    }
  }

  /** The mailbox of a copy; made if it is not there and the script says so. */
  private String made(LocalTarget owner, SieveOutcome.Copy copy) throws StoreException {
    String mailbox = copy.mailbox();
    if (mailbox != null && copy.create()) {
      create(owner.account(), mailbox);
    }
    return mailbox == null ? "INBOX" : mailbox;
  }

  /** A mailbox that cannot be made is one that is not there: the copy goes to INBOX. */
  private void create(AccountId account, String mailbox) throws StoreException {
    Mailboxes mailboxes = services.mailboxes;
    try {
      Optional<MailboxInfo> there = mailboxes.find(account, mailbox);
      if (there.isEmpty() || !there.get().selectable()) {
        mailboxes.create(account, mailbox, Set.of());
      }
    } catch (MailboxRefusal refused) {
      services.events.emit(
          new DeliveryEvent.MailboxRefused(
              envelope.origin().sessionId(),
              envelope.trace(),
              mailbox,
              String.valueOf(refused.getMessage())));
    }
  }

  /** Whether all addresses could be used. */
  private boolean redirect(
      Coming coming,
      SieveOutcome outcome,
      Set<AccountId> full,
      Set<AccountId> met,
      ArrayDeque<Coming> open,
      Filed filed)
      throws StoreException {
    boolean all = true;
    for (SieveOutcome.Redirect each : outcome.redirects()) {
      Deliverable found = resolved(each.address());
      if (found == null || found.local().stream().anyMatch(to -> full.contains(to.account()))) {
        all = false;
        continue;
      }
      Contents sent = edits.of(coming.contents, each.changes());
      for (LocalTarget to : found.local()) {
        if (met.add(to.account())) {
          open.add(new Coming(to, sent, true));
        } else {
          // It was asked already. Accounts that redirect to each other would lose it.
          all = false;
        }
      }
      for (EmailAddress address : found.remote()) {
        if (filed.elsewhere.add(address)) {
          filed.redirects.add(new Redirect(address, coming.target, each.parameters(), sent));
        }
      }
    }
    return all;
  }

  private @Nullable Deliverable resolved(String text) throws StoreException {
    try {
      EmailAddress address = EmailAddress.parse(text);
      return services.resolver.resolve(address, true, contents.blob().size())
              instanceof Deliverable found
          ? found
          : null;
    } catch (AddressSyntaxException noAddress) {
      return null;
    }
  }

  @Override
  public void close() {
    letters.close();
    edits.close();
  }
}
