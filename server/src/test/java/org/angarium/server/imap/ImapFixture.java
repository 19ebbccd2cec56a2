package org.angarium.server.imap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.server.auth.AuthSettings;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.directory.Directory;
import org.angarium.server.directory.DirectorySettings;
import org.angarium.server.directory.HashingCost;
import org.angarium.server.directory.PasswordHashing;
import org.angarium.server.event.Event;
import org.angarium.server.net.ConnectionLimits;
import org.angarium.server.net.Listener;
import org.angarium.server.net.ListenerSettings;
import org.angarium.server.net.Protection;
import org.angarium.server.net.SessionIds;
import org.angarium.server.net.TestTls;
import org.angarium.store.MailStore;
import org.angarium.store.StoreSettings;
import org.angarium.store.blob.BlobWriter;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.DirectoryLimits;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.mailbox.NewMessage;
import org.angarium.store.view.MailboxRef;

/** An IMAP server on a real store and a real port, with one user. */
final class ImapFixture implements AutoCloseable {
  static final String USER = "joe@example.test";
  static final String PASSWORD = "correct horse";

  final MailStore store;

  /** By how much the store's clock is ahead. */
  final AtomicReference<Duration> ahead;

  final Directory directory;
  final Authenticator authenticator;
  final Account joe;
  final Listener listener;
  final List<Event> events = new CopyOnWriteArrayList<>();
  private final SSLContext tls;

  private ImapFixture(MailStore store, ImapSettings settings, AtomicReference<Duration> ahead)
      throws Exception {
    this.ahead = ahead;
    InstantSource clock = InstantSource.system();
    this.store = store;
    PasswordHashing hashing =
        new PasswordHashing(new HashingCost(64, 1, 1, 4_096), 4, Duration.ofSeconds(60));
    directory =
        new Directory(
            DirectoryStore.open(store.engine(), DirectoryLimits.DEFAULT, clock),
            hashing,
            DirectorySettings.DEFAULT,
            events::add);
    if (directory.domain("example.test").isEmpty()) {
      directory.createDomain("example.test");
    }
    Optional<Account> known = directory.account(EmailAddress.parse(USER));
    joe =
        known.isPresent()
            ? known.get()
            : directory.createAccount(
                NewAccount.user(EmailAddress.parse(USER)),
                PASSWORD.getBytes(StandardCharsets.UTF_8));
    authenticator = new Authenticator(directory, hashing, AuthSettings.DEFAULT, clock, events::add);
    tls = TestTls.server("localhost");
    listener =
        Listener.open(
            ListenerSettings.of(
                    "imap",
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    Protection.STARTTLS)
                .withLimits(new ConnectionLimits(20_000, 20_000, 20_000)),
            () -> tls,
            new ImapServer(
                store.mailboxes(), store.blobs(), authenticator, settings, clock, events::add),
            new SessionIds(clock),
            events::add);
  }

  /** In memory; passwords are taken in clear on loopback. */
  static ImapFixture inMemory(Path folder) throws Exception {
    return inMemory(folder, ImapSettings.DEFAULT.withCleartextOnLoopback(true));
  }

  static ImapFixture inMemory(Path folder, ImapSettings settings) throws Exception {
    return on(new MemoryEngine(), folder, settings);
  }

  /** On a store of its own kind. */
  static ImapFixture on(Engine engine, Path folder, ImapSettings settings) throws Exception {
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    return new ImapFixture(
        MailStore.on(engine, folder, StoreSettings.DEFAULT, () -> Instant.now().plus(ahead.get())),
        settings,
        ahead);
  }

  /** On RocksDB. */
  static ImapFixture onDisk(Path folder) throws Exception {
    return new ImapFixture(
        MailStore.open(folder, StoreSettings.DEFAULT, InstantSource.system()),
        ImapSettings.DEFAULT.withCleartextOnLoopback(true),
        new AtomicReference<>(Duration.ZERO));
  }

  int port() {
    return listener.port();
  }

  /** After the greeting. */
  ImapClient connect() throws IOException {
    ImapClient client = new ImapClient(port());
    client.line();
    return client;
  }

  ImapClient login() throws IOException {
    ImapClient client = connect();
    client.ok("LOGIN " + USER + " \"" + PASSWORD + "\"");
    return client;
  }

  /** With INBOX selected; nothing in it is recent any more. */
  ImapClient inbox() throws IOException {
    ImapClient client = login();
    client.ok("SELECT INBOX");
    client.ok("SELECT INBOX");
    return client;
  }

  MailboxRef mailbox(String name) throws Exception {
    return store.mailboxes().find(joe.id(), name).orElseThrow().ref();
  }

  /** Puts a message into a mailbox past IMAP, as delivery does; returns its UID. */
  long deliver(String mailbox, String message, String... flags) throws Exception {
    byte[] bytes = message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    try (BlobWriter writer = store.blobs().writer()) {
      writer.write(bytes, 0, bytes.length);
      try (StagedBlob blob = writer.finish()) {
        return store
            .mailboxes()
            .append(
                mailbox(mailbox),
                List.of(
                    new NewMessage(
                        new byte[0],
                        blob,
                        MessageStructure.of(bytes, MimeLimits.DEFAULT),
                        Set.of(flags),
                        Instant.parse("2026-02-03T04:05:06Z"))))
            .getFirst()
            .uid();
      }
    }
  }

  static String simple(String subject) {
    return "From: Ann <ann@example.test>\nTo: joe@example.test\nSubject: "
        + subject
        + "\nDate: Mon, 5 Jan 2026 10:00:00 +0000\nMessage-ID: <"
        + subject.replace(' ', '.')
        + "@example.test>\n\nBody of "
        + subject
        + "\n";
  }

  @Override
  public void close() throws IOException {
    listener.close(Duration.ofMinutes(1));
    store.close();
  }
}
