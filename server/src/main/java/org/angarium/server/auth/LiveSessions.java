package org.angarium.server.auth;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.angarium.server.directory.DirectoryReader;
import org.angarium.server.directory.DirectoryWatcher;
import org.angarium.server.event.AuthEvent;
import org.angarium.server.event.EventSink;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.Domain;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions are open by account, so that a suspended or deleted account, another password or a
 * disabled domain ends them at once, in every protocol.
 *
 * <p>After a change of the directory the sessions concerned are not told what changed: each is
 * looked at anew, as at its login. So a change that was refused ends nothing, and one whose outcome
 * is unknown is judged by what the store says now. A session enters first and is looked at then, so
 * that no change is missed between the two. Holds an entry per session that is logged in, so it is
 * bounded by the connections there may be. Thread-safe.
 */
final class LiveSessions implements DirectoryWatcher {
  private final DirectoryReader directory;
  private final CredentialSource source;
  private final EventSink events;
  private final ConcurrentHashMap<AccountId, Set<Entry>> open = new ConcurrentHashMap<>();

  LiveSessions(DirectoryReader directory, CredentialSource source, EventSink events) {
    this.directory = directory;
    this.source = source;
    this.events = events;
  }

  private record Entry(Login login, AuthContext context, LiveSession session) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /**
   * Enters a session.
   *
   * @return to be closed when the session is over or nobody is logged in to it any more
   * @throws AuthRefusal when the account has changed since the login was checked
   */
  Presence enter(Login login, AuthContext context, LiveSession session) throws AuthRefusal {
    Entry entry = new Entry(login, context, session);
    open.compute(
        login.account(),
        (account, there) -> {
          Set<Entry> entries = there == null ? ConcurrentHashMap.newKeySet() : there;
          entries.add(entry);
          return entries;
        });
    Revocation why = standing(login);
    if (why != null) {
      leave(entry);
      report(entry, why);
      throw why == Revocation.UNCERTAIN
          ? AuthRefusal.unavailable()
          : new AuthRefusal(AuthRefusal.Reason.FAILED, "Authentication failed");
    }
    return () -> leave(entry);
  }

  private void leave(Entry entry) {
    open.computeIfPresent(
        entry.login().account(),
        (account, entries) -> {
          entries.remove(entry);
          return entries.isEmpty() ? null : entries;
        });
  }

  /** Sessions that are open at present. */
  int size() {
    return open.values().stream().mapToInt(Set::size).sum();
  }

  @Override
  public void accountChanged(AccountId account) {
    Set<Entry> entries = open.get(account);
    if (entries != null) {
      for (Entry entry : entries) {
        look(entry);
      }
    }
  }

  @Override
  public void domainChanged(String domain) {
    // Rare, and what an account's domain is may have changed since its session began.
    open.keySet().forEach(this::accountChanged);
  }

  private void look(Entry entry) {
    Revocation why = standing(entry.login());
    if (why != null) {
      report(entry, why);
      entry.session().end(why);
    }
  }

  private void report(Entry entry, Revocation why) {
    AuthContext context = entry.context();
    events.emit(
        new AuthEvent.SessionRevoked(
            context.protocol(),
            context.sessionId(),
            context.client().getHostAddress(),
            entry.login().address().toString(),
            why.word()));
  }

  /** What stands against a login by now; null for nothing. */
  private @Nullable Revocation standing(Login login) {
    try {
      Optional<Account> account = directory.account(login.account());
      if (account.isEmpty()) {
        return Revocation.DELETED;
      }
      Optional<CredentialSource.Credential> credential = source.credential(account.get());
      if (credential.isEmpty()) {
        return Revocation.DELETED;
      }
      Revocation bar = bar(directory, account.get());
      return bar != null
          ? bar
          : credential.get().generation() == login.generation()
              ? null
              : Revocation.PASSWORD_CHANGED;
    } catch (StoreException unknown) {
      return Revocation.UNCERTAIN;
    }
  }

  /** What stands against an account, whatever its password; null for nothing. */
  static @Nullable Revocation bar(DirectoryReader directory, Account account)
      throws StoreException {
    if (account.suspended()) {
      return Revocation.SUSPENDED;
    }
    Optional<Domain> domain = directory.domain(account.primary().domain());
    return domain.isEmpty() || !domain.get().enabled() ? Revocation.DOMAIN_DISABLED : null;
  }
}
