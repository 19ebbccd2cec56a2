package org.angarium.server.sieve;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.sieve.action.FileCarbonCopy;
import org.angarium.mail.sieve.action.MailNotice;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.run.SieveEnvironment;
import org.angarium.mail.sieve.run.SieveInterpreter;
import org.angarium.mail.sieve.run.SieveMessage;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.Blob;
import org.angarium.store.mailbox.Mailboxes;
import org.angarium.store.message.MessageFacts;
import org.angarium.store.script.MemoryKey;
import org.angarium.store.script.MemoryNote;
import org.angarium.store.script.Script;
import org.angarium.store.script.ScriptMemories;
import org.jspecify.annotations.Nullable;

/** Runs the active scripts of accounts on messages that are being delivered. Thread-safe. */
public final class SieveRunner {
  private static final char SEPARATOR = '+';

  private final UserScripts scripts;
  private final Mailboxes mailboxes;
  private final ScriptMemories memories;
  private final String hostName;

  /**
   * @param hostName of this node, for the environment and for Message-IDs
   */
  public SieveRunner(
      UserScripts scripts, Mailboxes mailboxes, ScriptMemories memories, String hostName) {
    this.scripts = scripts;
    this.mailboxes = mailboxes;
    this.memories = memories;
    this.hostName = hostName;
  }

  /**
   * For whom a script runs.
   *
   * @param owner the account's own address
   * @param given the recipient as it stood in the envelope
   * @param sender the reverse path without brackets, empty for the null one
   * @param login who handed the message in, or null
   * @param traces gives an id to each message that the script writes
   */
  public record Occasion(
      AccountId account,
      EmailAddress owner,
      EmailAddress given,
      String sender,
      @Nullable String login,
      Supplier<String> traces,
      Instant now) {}

  /**
   * What the account's active script wants; null if there is none. A script that fails wants the
   * message kept.
   *
   * @throws StoreException when the script or the mailboxes cannot be read
   */
  public @Nullable SieveOutcome run(Occasion occasion, MessageStructure structure, Blob contents)
      throws StoreException {
    Optional<Script> active = scripts.scripts().active(occasion.account());
    if (active.isEmpty()) {
      return null;
    }
    Script script = active.get();
    UserWorld world =
        new UserWorld(scripts, mailboxes, memories, occasion.account(), occasion.now());
    try {
      SieveProgram program = scripts.program(script.text());
      SieveResult result =
          SieveInterpreter.run(
              program,
              SieveMessage.of(structure, MessageFacts.source(contents)),
              environment(occasion, world),
              scripts.limits());
      return outcome(script.name(), result, world, occasion, structure.header());
    } catch (SieveSyntaxException stale) {
      return failed(script.name(), "the script does not compile: " + stale.getMessage());
    } catch (UncheckedIOException unreadable) {
      throw new StoreException("a message cannot be read for a script", unreadable.getCause());
    } catch (UserWorld.UnreadableException unreadable) {
      throw unreadable.failure();
    }
  }

  private SieveEnvironment environment(Occasion occasion, UserWorld world) {
    return new SieveEnvironment(
        occasion.sender,
        occasion.given.toString(),
        occasion.login,
        List.of(occasion.owner.toString(), occasion.given.toString()),
        occasion.now.atZone(ZoneOffset.UTC),
        SEPARATOR,
        Map.of("host", hostName, "location", "MDA", "phase", "during", "name", "Angarium"),
        null,
        null,
        world);
  }

  private SieveOutcome outcome(
      String script, SieveResult result, UserWorld world, Occasion occasion, HeaderFields header)
      throws StoreException {
    if (result.error() != null) {
      return failed(script, result.error());
    }
    List<SieveOutcome.Copy> copies = new ArrayList<>();
    List<SieveOutcome.Redirect> redirects = new ArrayList<>();
    List<SieveOutcome.Letter> letters = new ArrayList<>();
    Map<MemoryKey, MemoryNote> notes = new LinkedHashMap<>();
    List<SieveAction> changes = new ArrayList<>();
    String refusal = null;
    for (SieveAction action : result.actions()) {
      switch (action) {
        case SieveAction.Keep(List<String> flags) ->
            copies.add(new SieveOutcome.Copy(null, new LinkedHashSet<>(flags), false, changes));
        case SieveAction.FileInto into ->
            copies.add(
                new SieveOutcome.Copy(
                    world.mailbox(into.mailbox(), into.specialUse(), into.mailboxId()),
                    new LinkedHashSet<>(into.flags()),
                    into.create(),
                    changes));
        case SieveAction.Redirect redirect ->
            redirects.add(new SieveOutcome.Redirect(redirect.address(), changes));
        case SieveAction.Reject reject -> refusal = reject.reason();
        case SieveAction.Vacation vacation -> {
          SieveOutcome.Letter answer = answer(vacation, world, occasion, header);
          if (answer != null) {
            letters.add(answer);
          }
        }
        case SieveAction.Notify notify -> {
          SieveOutcome.Letter notice = notice(notify, world, occasion);
          if (notice != null) {
            letters.add(notice);
          }
        }
        case SieveAction.AddHeader _, SieveAction.DeleteHeader _, SieveAction.Rewrite _ ->
            changes.add(action);
        case SieveAction.RememberDuplicate duplicate -> {
          MemoryNote note = world.note(duplicate);
          // Of one message under several intervals the longest counts.
          notes.merge(note.key(), note, (a, b) -> a.until().isAfter(b.until()) ? a : b);
        }
        case SieveAction.Discard() -> {
          // No copy is what it wants.
        }
        case SieveAction.RedirectToList _ -> {
          return failed(script, "there are no lists here");
        }
      }
    }
    return new SieveOutcome(
        script, copies, redirects, letters, List.copyOf(notes.values()), refusal, null);
  }

  /** The answer to the sender, under the null reverse path (RFC 5230 §5.1). */
  private SieveOutcome.@Nullable Letter answer(
      SieveAction.Vacation vacation, UserWorld world, Occasion occasion, HeaderFields header)
      throws StoreException {
    EmailAddress sender;
    try {
      sender = EmailAddress.parse(vacation.to());
    } catch (AddressSyntaxException nobody) {
      return null;
    }
    String trace = occasion.traces.get();
    byte[] message =
        VacationLetter.of(
            vacation,
            sender,
            occasion.owner,
            header,
            "<" + trace + "@" + hostName + ">",
            occasion.now);
    return new SieveOutcome.Letter(
        trace,
        ReversePath.NULL,
        List.of(sender),
        message,
        copy(vacation.copy(), world),
        vacation.interval().isZero() ? null : world.note(vacation));
  }

  /** The notice of a message (RFC 5436 §2.7). */
  private SieveOutcome.@Nullable Letter notice(
      SieveAction.Notify notify, UserWorld world, Occasion occasion) throws StoreException {
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
      String trace = occasion.traces.get();
      byte[] message = NoticeLetter.of(notice, "<" + trace + "@" + hostName + ">", occasion.now);
      return new SieveOutcome.Letter(
          trace, reversePath, recipients, message, copy(notify.copy(), world), null);
    } catch (AddressSyntaxException nobody) {
      return null;
    }
  }

  private static SieveOutcome.@Nullable Copy copy(@Nullable FileCarbonCopy copy, UserWorld world)
      throws StoreException {
    return copy == null
        ? null
        : new SieveOutcome.Copy(
            world.mailbox(copy.mailbox(), copy.specialUse(), copy.mailboxId()),
            new LinkedHashSet<>(copy.flags()),
            copy.create(),
            List.of());
  }

  private static SieveOutcome failed(String script, String error) {
    return new SieveOutcome(
        script, List.of(SieveOutcome.Copy.KEPT), List.of(), List.of(), List.of(), null, error);
  }
}
