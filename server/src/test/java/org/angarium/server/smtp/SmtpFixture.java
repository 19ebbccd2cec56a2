package org.angarium.server.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.auth.AuthSettings;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.delivery.Delivery;
import org.angarium.server.delivery.DeliveryLimits;
import org.angarium.server.delivery.MessageTraces;
import org.angarium.server.delivery.Resolver;
import org.angarium.server.delivery.Senders;
import org.angarium.server.directory.Directory;
import org.angarium.server.directory.DirectorySettings;
import org.angarium.server.directory.HashingCost;
import org.angarium.server.directory.PasswordHashing;
import org.angarium.server.dns.CachingDnsResolver;
import org.angarium.server.dns.DnsSettings;
import org.angarium.server.event.Event;
import org.angarium.server.filter.Chain;
import org.angarium.server.filter.FilterSettings;
import org.angarium.server.filter.Judge;
import org.angarium.server.net.Listener;
import org.angarium.server.net.ListenerSettings;
import org.angarium.server.net.Protection;
import org.angarium.server.net.SessionIds;
import org.angarium.server.net.TestTls;
import org.angarium.server.sieve.SieveRunner;
import org.angarium.server.sieve.UserScripts;
import org.angarium.store.MailStore;
import org.angarium.store.StoreSettings;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.AccountUpdate;
import org.angarium.store.directory.DirectoryLimits;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.engine.Engine;
import org.angarium.store.message.StoredMessage;
import org.angarium.store.view.MailboxInfo;
import org.angarium.store.view.MailboxView;
import org.angarium.testkit.grammar.OverheardSocket;
import org.angarium.testkit.grammar.smtp.SmtpConversation;
import org.angarium.testkit.talk.Talk;

/**
 * A whole way in: listeners, sessions, delivery, a store in memory, and a few people.
 *
 * <p>example.test has alice, bob (also rob), full (over quota), gone (suspended), the aliases team
 * (alice, bob), away (elsewhere.test) and loop1/loop2; everything at catchall.test goes to bob.
 */
final class SmtpFixture {
  static final String PASSWORD = "correct horse battery";
  static final SSLContext SERVER_TLS = TestTls.server("mx.example.test");
  static final SSLContext CLIENT_TLS = TestTls.trustingClient();

  private static final HashingCost CHEAP = new HashingCost(64, 1, 1, 4_096);

  /** How far the clock of store and delivery goes ahead. */
  volatile Duration ahead = Duration.ZERO;

  final List<Event> events = new CopyOnWriteArrayList<>();
  final MailStore store;
  final Directory directory;
  final Authenticator authenticator;
  final Resolver resolver;
  final Delivery delivery;
  final Account alice;
  final Account bob;
  private final SessionIds ids = new SessionIds(InstantSource.system());
  private final List<Listener> listeners = new ArrayList<>();

  SmtpFixture(Engine engine, Path folder) throws Exception {
    this(engine, folder, hopsAlone());
  }

  SmtpFixture(Engine engine, Path folder, Judge judge) throws Exception {
    InstantSource clock = () -> Instant.now().plus(ahead);
    store = MailStore.on(engine, folder, StoreSettings.DEFAULT, clock);
    PasswordHashing hashing = new PasswordHashing(CHEAP, 2, Duration.ofSeconds(60));
    directory =
        new Directory(
            DirectoryStore.open(engine, DirectoryLimits.DEFAULT, clock),
            hashing,
            DirectorySettings.DEFAULT,
            events::add);
    directory.createDomain("example.test");
    directory.createDomain("catchall.test");
    alice = create(NewAccount.administrator(address("alice@example.test")));
    bob = create(NewAccount.user(address("bob@example.test")));
    directory.addName(bob.id(), address("rob@example.test"));
    Account full = create(new NewAccount(address("full@example.test"), "", 1, 0, false));
    store.mailboxes().limit(full.id(), 1, 0);
    Account gone = create(NewAccount.user(address("gone@example.test")));
    directory.updateAccount(gone.id(), AccountUpdate.suspended(true));
    directory.createAlias(
        address("team@example.test"),
        List.of(address("alice@example.test"), address("bob@example.test")));
    directory.createAlias(address("away@example.test"), List.of(address("me@elsewhere.test")));
    directory.createAlias(address("loop1@example.test"), List.of(address("loop2@example.test")));
    directory.createAlias(address("loop2@example.test"), List.of(address("loop1@example.test")));
    directory.setCatchAll("catchall.test", address("bob@example.test"));
    authenticator = new Authenticator(directory, hashing, eager(), clock, events::add);
    resolver =
        new Resolver(
            "mx.example.test",
            directory,
            store.mailboxes(),
            new Senders(store.secret("srs"), true, directory, clock),
            DeliveryLimits.DEFAULT);
    delivery =
        new Delivery(
            "mx.example.test",
            store,
            resolver,
            new SieveRunner(
                new UserScripts(store.scripts(), store.siteScripts()),
                store.mailboxes(),
                store.scriptMemories(),
                directory,
                "mx.example.test"),
            judge,
            DeliveryLimits.DEFAULT,
            new MessageTraces(clock),
            clock,
            events::add);
  }

  /** Judges nothing but loops, and asks nobody. */
  private static Judge hopsAlone() {
    return Chain.of(
        FilterSettings.NOTHING,
        "mx.example.test",
        new CachingDnsResolver(DnsSettings.DEFAULT, InstantSource.system()),
        InstantSource.system(),
        event -> {});
  }

  private Account create(NewAccount account) throws Exception {
    return directory.createAccount(account, PASSWORD.getBytes(StandardCharsets.UTF_8));
  }

  /** Failures cost no time here. */
  private static AuthSettings eager() {
    return new AuthSettings(
        null,
        false,
        5,
        30,
        200,
        Duration.ofSeconds(2),
        Duration.ofMinutes(15),
        Duration.ZERO,
        Duration.ZERO,
        1_000,
        Duration.ofHours(1));
  }

  static EmailAddress address(String text) {
    return EmailAddress.parse(text);
  }

  static SmtpSettings settings(SmtpRole role) {
    return SmtpSettings.of(role, "mx.example.test");
  }

  Listener listen(SmtpSettings settings) throws IOException {
    return listen(settings, Protection.STARTTLS);
  }

  Listener listen(SmtpSettings settings, Protection protection) throws IOException {
    SmtpService service =
        new SmtpService(settings, directory, resolver, delivery, authenticator, events::add);
    Listener listener =
        Listener.open(
            ListenerSettings.of(
                "test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), protection),
            () -> SERVER_TLS,
            service,
            ids,
            events::add);
    listeners.add(listener);
    return listener;
  }

  /** Overheard: a reply against the grammar is a fault of the test that reads it. */
  static OverheardSocket connect(Listener listener) throws IOException {
    OverheardSocket socket =
        new OverheardSocket(new SmtpConversation(), listener.address(), listener.port());
    socket.setSoTimeout(120_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Holds a conversation given as text. */
  static void talk(Listener listener, String text) throws IOException {
    try (OverheardSocket socket = connect(listener)) {
      Talk.parse("talk", text).run(socket, CLIENT_TLS, Map.of());
    }
  }

  /** Holds the conversation of a file. */
  static void talkFile(Listener listener, String file, Map<String, String> variables)
      throws IOException {
    try (OverheardSocket socket = connect(listener)) {
      Talk.resource(SmtpFixture.class, file).run(socket, CLIENT_TLS, variables);
    }
  }

  /** All messages of an account's mailbox, oldest first. */
  List<String> messages(Account account, String mailbox) throws Exception {
    MailboxInfo info = store.mailboxes().find(account.id(), mailbox).orElseThrow();
    MailboxView view = store.mailboxes().view(info.ref());
    List<String> found = new ArrayList<>();
    for (int i = 0; i < view.size(); i++) {
      StoredMessage message = store.mailboxes().open(info.ref(), view.uid(i));
      if (message == null) {
        throw new AssertionError("listed and not there");
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      long position = 0;
      int count;
      while ((count = message.read(position, buffer, 0, buffer.length)) > 0) {
        all.write(buffer, 0, count);
        position += count;
      }
      found.add(all.toString(StandardCharsets.ISO_8859_1));
    }
    return found;
  }

  List<String> inbox(Account account) throws Exception {
    return messages(account, "INBOX");
  }

  void close() throws Exception {
    for (Listener listener : listeners) {
      listener.close(Duration.ofSeconds(2));
    }
    store.close();
  }
}
