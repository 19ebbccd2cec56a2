package org.angarium.server.auth;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.directory.Directory;
import org.angarium.server.directory.DirectorySettings;
import org.angarium.server.directory.HashingCost;
import org.angarium.server.directory.PasswordHashing;
import org.angarium.server.event.Event;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.DirectoryLimits;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.engine.memory.MemoryEngine;

/** A directory with a few people and an authenticator that hashes cheaply and doesn't sleep. */
final class AuthFixture implements AutoCloseable {
  static final HashingCost CHEAP = new HashingCost(64, 1, 1, 4_096);
  static final String PASSWORD = "correct horse battery";

  final MemoryEngine engine = new MemoryEngine();
  final MovableClock clock = new MovableClock();
  final List<Event> events = new CopyOnWriteArrayList<>();
  final List<Duration> pauses = new CopyOnWriteArrayList<>();
  final PasswordHashing hashing = new PasswordHashing(CHEAP, 1, Duration.ofSeconds(60));
  final DirectoryStore store;
  final Directory directory;
  final Authenticator authenticator;
  final Account alice;
  final Account bob;

  AuthFixture() throws Exception {
    this(AuthSettings.DEFAULT);
  }

  AuthFixture(AuthSettings settings) throws Exception {
    store = DirectoryStore.open(engine, DirectoryLimits.DEFAULT, clock);
    directory = new Directory(store, hashing, DirectorySettings.DEFAULT, events::add);
    directory.createDomain("example.test");
    // Somebody must be able to administer whatever happens to the others.
    directory.createDomain("root.test");
    directory.createAccount(NewAccount.administrator(address("root@root.test")), bytes(PASSWORD));
    alice =
        directory.createAccount(
            NewAccount.administrator(address("alice@example.test")), bytes(PASSWORD));
    bob =
        directory.createAccount(
            NewAccount.user(address("bob@example.test")), bytes("tr0ub4dor & 3"));
    authenticator = again(settings);
  }

  /** As after a restart: nothing in memory but what the store has. */
  Authenticator again(AuthSettings settings) throws Exception {
    return again(settings, new DirectoryCredentials(directory, hashing));
  }

  /** As after a restart, with credentials from elsewhere. */
  Authenticator again(AuthSettings settings, CredentialSource credentials) {
    return new Authenticator(
        directory,
        credentials,
        directory.networks(),
        settings,
        clock,
        clock::nanos,
        events::add,
        pauses::add);
  }

  static EmailAddress address(String text) {
    return EmailAddress.parse(text);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static AuthContext from(String client) {
    return from(client, true);
  }

  static AuthContext from(String client, boolean confidential) {
    try {
      return new AuthContext("imap", "c1", InetAddress.getByName(client), confidential);
    } catch (UnknownHostException literalsOnly) {
      throw new IllegalArgumentException(literalsOnly);
    }
  }

  /** Logs in, or says why not. */
  AuthRefusal.Reason refusal(String user, String password, AuthContext context)
      throws InterruptedException {
    try {
      authenticator.login(user, bytes(password), context);
    } catch (AuthRefusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("let in: " + user);
  }

  @Override
  public void close() {
    engine.close();
  }
}
