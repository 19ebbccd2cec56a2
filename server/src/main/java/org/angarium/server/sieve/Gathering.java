package org.angarium.server.sieve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.sieve.action.FileCarbonCopy;
import org.angarium.mail.sieve.action.MailNotice;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.run.SieveMessage;
import org.angarium.store.StoreException;
import org.angarium.store.script.MemoryKey;
import org.angarium.store.script.MemoryNote;
import org.jspecify.annotations.Nullable;

/**
 * What the scripts of one account want done with one message, one script after the other. For one
 * thread.
 */
final class Gathering {
  private final String hostName;
  private final SieveRunner.Occasion occasion;
  private final Set<EmailAddress> own;
  private final UserWorld world;
  private final ScriptedMessage message;

  private final List<String> names = new ArrayList<>(1);
  private final List<SieveOutcome.Copy> copies = new ArrayList<>(1);
  private final List<SieveOutcome.Redirect> redirects = new ArrayList<>(0);
  private final List<SieveOutcome.Letter> letters = new ArrayList<>(0);
  private final Map<MemoryKey, MemoryNote> notes = new LinkedHashMap<>();
  private final List<String> errors = new ArrayList<>(0);
  private @Nullable String refusal;

  /** Of all scripts the first answer counts. */
  private SieveOutcome.@Nullable Letter answer;

  private int answeredBy;
  private int ran;

  /** Whether the message is kept so far, with what was changed in it, and with which flags. */
  private boolean open = true;

  private List<SieveAction> changes = List.of();
  private final Set<String> flags = new LinkedHashSet<>();

  /**
   * @param own addresses of the account's holder, canonical
   */
  Gathering(
      String hostName,
      SieveRunner.Occasion occasion,
      Set<EmailAddress> own,
      UserWorld world,
      ScriptedMessage message) {
    this.hostName = hostName;
    this.occasion = occasion;
    this.own = own;
    this.world = world;
    this.message = message;
  }

  /** Whether the message is still to be kept: only then the next script is run. */
  boolean isOpen() {
    return open;
  }

  /** The message as the scripts so far left it. */
  SieveMessage message() {
    return message.with(changes);
  }

  /** A script has run. */
  void add(String name, List<SieveAction> actions) throws StoreException {
    names.add(name);
    ran++;
    List<SieveAction> seen = changes;
    List<SieveAction> now = new ArrayList<>(changes);
    open = false;
    for (SieveAction action : actions) {
      switch (action) {
        case SieveAction.Keep(List<String> ofKeep) -> {
          open = true;
          flags.addAll(ofKeep);
          changes = List.copyOf(now);
        }
        case SieveAction.FileInto into ->
            copies.add(
                new SieveOutcome.Copy(
                    world.mailbox(into.mailbox(), into.specialUse(), into.mailboxId()),
                    new LinkedHashSet<>(into.flags()),
                    into.create(),
                    now));
        case SieveAction.Redirect redirect ->
            redirects.add(
                new SieveOutcome.Redirect(redirect.address(), redirect.parameters(), now));
        case SieveAction.Reject reject -> refuse(reject.reason());
        case SieveAction.Vacation vacation -> {
          if (answer == null) {
            answer = answer(vacation);
            answeredBy = ran;
          }
        }
        case SieveAction.Notify notify -> {
          SieveOutcome.Letter notice = notice(notify);
          if (notice != null) {
            letters.add(notice);
          }
        }
        case SieveAction.AddHeader _, SieveAction.DeleteHeader _ -> now.add(action);
        case SieveAction.Rewrite _ -> now.add(message.ofOriginal(action, seen));
        case SieveAction.RememberDuplicate duplicate -> note(world.note(duplicate));
        case SieveAction.Discard() -> {
          // No copy is what it wants.
        }
        case SieveAction.RedirectToList _ ->
            throw new IllegalStateException("a list, and no script can require them");
      }
    }
  }

  /** A refused message goes nowhere, whatever the scripts before wanted. */
  private void refuse(String reason) {
    refusal = reason;
    copies.clear();
    redirects.clear();
    letters.clear();
    answer = null;
    notes.clear();
  }

  /** Of one message under several intervals the longest counts. */
  private void note(MemoryNote note) {
    notes.merge(note.key(), note, (a, b) -> a.until().isAfter(b.until()) ? a : b);
  }

  /**
   * A script failed: it kept the message.
   *
   * @param told whether those that it belongs to are told
   */
  void failed(String name, boolean site, String cause, boolean told) {
    names.add(name);
    errors.add(name + ": " + cause);
    MemoryNote note = site ? null : world.failureNote(SieveRunner.BETWEEN_FAILURES);
    if (told && (site || note != null)) {
      String trace = occasion.traces().get();
      EmailAddress to = site ? new EmailAddress("postmaster", hostName) : occasion.owner();
      letters.add(
          new SieveOutcome.Letter(
              trace,
              ReversePath.NULL,
              List.of(to),
              FailureLetter.of(name, cause, to, hostName, trace, occasion.now()),
              null,
              note,
              true));
    }
  }

  SieveOutcome outcome() {
    if (open) {
      copies.add(new SieveOutcome.Copy(null, flags, false, changes));
    }
    boolean discarded = copies.isEmpty() && redirects.isEmpty();
    if (answer != null && (!discarded || answeredBy == ran)) {
      // What a later script throws away is not answered either.
      letters.add(answer);
    }
    return new SieveOutcome(
        String.join(", ", names),
        copies,
        redirects,
        letters,
        List.copyOf(notes.values()),
        refusal,
        errors.isEmpty() ? null : String.join("; ", errors));
  }

  /** The answer to the sender, under the null reverse path (RFC 5230 §5.1). */
  private SieveOutcome.@Nullable Letter answer(SieveAction.Vacation vacation)
      throws StoreException {
    EmailAddress sender;
    try {
      sender = EmailAddress.parse(vacation.to());
    } catch (AddressSyntaxException nobody) {
      return null;
    }
    String trace = occasion.traces().get();
    byte[] letter =
        VacationLetter.of(
            vacation,
            sender,
            occasion.owner(),
            own,
            message.original().header(),
            "<" + trace + "@" + hostName + ">",
            occasion.now());
    return new SieveOutcome.Letter(
        trace,
        ReversePath.NULL,
        List.of(sender),
        letter,
        copy(vacation.copy()),
        vacation.interval().isZero() ? null : world.note(vacation),
        false);
  }

  /** The notice of a message (RFC 5436 §2.7). */
  private SieveOutcome.@Nullable Letter notice(SieveAction.Notify notify) throws StoreException {
    MailNotice notice = notify.notice();
    try {
      List<EmailAddress> recipients = new ArrayList<>(notice.recipients().size());
      for (String recipient : notice.recipients()) {
        recipients.add(EmailAddress.parse(recipient));
      }
      ReversePath reversePath =
          notice.reversePath().isEmpty()
              ? ReversePath.NULL
              : new ReversePath(EmailAddress.parse(notice.reversePath()));
      String trace = occasion.traces().get();
      byte[] letter = NoticeLetter.of(notice, "<" + trace + "@" + hostName + ">", occasion.now());
      return new SieveOutcome.Letter(
          trace, reversePath, recipients, letter, copy(notify.copy()), null, false);
    } catch (AddressSyntaxException nobody) {
      return null;
    }
  }

  private SieveOutcome.@Nullable Copy copy(@Nullable FileCarbonCopy copy) throws StoreException {
    return copy == null
        ? null
        : new SieveOutcome.Copy(
            world.mailbox(copy.mailbox(), copy.specialUse(), copy.mailboxId()),
            new LinkedHashSet<>(copy.flags()),
            copy.create(),
            List.of());
  }
}
