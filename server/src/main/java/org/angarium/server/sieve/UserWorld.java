package org.angarium.server.sieve;

import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.compile.ScriptLocation;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.run.SieveWorld;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.mailbox.Mailboxes;
import org.angarium.store.message.ObjectIds;
import org.angarium.store.script.MemoryKey;
import org.angarium.store.script.MemoryNote;
import org.angarium.store.script.Script;
import org.angarium.store.script.ScriptMemories;
import org.angarium.store.script.SiteScript;
import org.angarium.store.view.MailboxInfo;
import org.jspecify.annotations.Nullable;

/** What a script may ask of its owner's account. For one run. */
final class UserWorld implements SieveWorld {
  private final UserScripts scripts;
  private final Mailboxes mailboxes;
  private final ScriptMemories memories;
  private final AccountId account;
  private final Instant now;

  /** What the script was told that it remembers: what it does is right only if that stands. */
  private final Map<MemoryKey, Optional<Instant>> told = new HashMap<>();

  UserWorld(
      UserScripts scripts,
      Mailboxes mailboxes,
      ScriptMemories memories,
      AccountId account,
      Instant now) {
    this.scripts = scripts;
    this.mailboxes = mailboxes;
    this.memories = memories;
    this.account = account;
    this.now = now;
  }

  /** The store failed while a script asked: the delivery is to be tried again. */
  static final class UnreadableException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final StoreException failure;

    UnreadableException(StoreException failure) {
      super(failure);
      this.failure = failure;
    }

    StoreException failure() {
      return failure;
    }
  }

  private interface Question<T> {
    T ask() throws StoreException;
  }

  private static <T> T answer(Question<T> question) {
    try {
      return question.ask();
    } catch (StoreException failed) {
      throw new UnreadableException(failed);
    }
  }

  /** The name of the mailbox that is meant: by id, by special use, or by name. */
  String mailbox(String name, @Nullable String use, @Nullable String id) throws StoreException {
    if (id != null || use != null) {
      for (MailboxInfo each : mailboxes.list(account)) {
        if (each.selectable()
            && (id != null && id(each).equals(id) || use != null && hasUse(each, use))) {
          return each.name();
        }
      }
    }
    return name;
  }

  private static String id(MailboxInfo mailbox) {
    return ObjectIds.mailbox(mailbox.ref());
  }

  private static boolean hasUse(MailboxInfo mailbox, String use) {
    return mailbox.specialUse().stream().anyMatch(use::equalsIgnoreCase);
  }

  private List<MailboxInfo> all() {
    return answer(() -> mailboxes.list(account));
  }

  @Override
  public boolean mailboxExists(String mailbox) {
    Optional<MailboxInfo> found = answer(() -> mailboxes.find(account, mailbox));
    return found.isPresent() && found.get().selectable();
  }

  @Override
  public boolean mailboxIdExists(String mailboxId) {
    return all().stream().anyMatch(each -> each.selectable() && id(each).equals(mailboxId));
  }

  @Override
  public boolean specialUseExists(String mailbox, String use) {
    return all().stream()
        .anyMatch(each -> hasUse(each, use) && (mailbox.isEmpty() || each.name().equals(mailbox)));
  }

  @Override
  public boolean duplicateSeen(String handle, String id) {
    return noted(came(handle, id)).isPresent();
  }

  private static MemoryKey came(String handle, String id) {
    return MemoryKey.of("duplicate", handle, id);
  }

  @Override
  public boolean vacationAnswered(String handle, String sender, Duration within) {
    return noted(answered(handle, sender)).filter(at -> at.plus(within).isAfter(now)).isPresent();
  }

  /** RFC 5230 §4.2: whom an answer went to, whatever the letters' case. */
  private static MemoryKey answered(String handle, String sender) {
    return MemoryKey.of("vacation", handle, sender.toLowerCase(Locale.ROOT));
  }

  private Optional<Instant> noted(MemoryKey key) {
    Optional<Instant> known = told.get(key);
    if (known == null) {
      known = answer(() -> Optional.ofNullable(memories.noted(account, key)));
      told.put(key, known);
    }
    return known;
  }

  /** What is to be remembered of an answer that is sent. */
  MemoryNote note(SieveAction.Vacation vacation) {
    return note(answered(vacation.handle(), vacation.to()), vacation.interval());
  }

  /** What is to be remembered of a message that came. */
  MemoryNote note(SieveAction.RememberDuplicate duplicate) {
    return note(came(duplicate.handle(), duplicate.id()), duplicate.interval());
  }

  /** That the owner is told of a script that fails; null if that was done of late. */
  @Nullable MemoryNote failureNote(Duration interval) {
    MemoryKey key = MemoryKey.of("script-failure");
    return noted(key).isPresent() ? null : note(key, interval);
  }

  private MemoryNote note(MemoryKey key, Duration interval) {
    return new MemoryNote(account, key, noted(key).orElse(null), now.plus(interval));
  }

  @Override
  public @Nullable SieveProgram script(ScriptLocation location, String name)
      throws SieveSyntaxException {
    Optional<byte[]> text =
        switch (location) {
          case PERSONAL -> answer(() -> scripts.scripts().get(account, name)).map(Script::text);
          case GLOBAL -> answer(() -> scripts.site().get(name)).map(SiteScript::text);
        };
    return text.isEmpty() ? null : scripts.program(text.get());
  }
}
