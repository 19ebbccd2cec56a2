package org.angarium.server.admin;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.admin.view.StatusView;
import org.angarium.server.directory.Directory;
import org.angarium.server.directory.DirectorySettings;
import org.angarium.server.directory.HashingCost;
import org.angarium.server.directory.PasswordHashing;
import org.angarium.server.event.Event;
import org.angarium.server.event.ServerEvent;
import org.angarium.server.filter.Chain;
import org.angarium.server.filter.FilterSettings;
import org.angarium.server.outbound.QueueAdministration;
import org.angarium.server.report.TraceStore;
import org.angarium.server.sieve.UserScripts;
import org.angarium.server.signing.DomainRecords;
import org.angarium.server.signing.SigningKeys;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreSettings;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.AccountUpdate;
import org.angarium.store.directory.DirectoryLimits;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.script.Scripts;

/** An administration service on a store in memory, without a server around it. */
public final class AdministrationFixture implements AutoCloseable {
  public static final String PASSWORD = "correct horse battery";
  public static final Actor SYSTEM = Actor.system();

  public final List<Event> events = new CopyOnWriteArrayList<>();
  public final MailStore store;
  final Scripts scripts;
  public final Directory directory;
  public final PasswordHashing hashing =
      new PasswordHashing(new HashingCost(64, 1, 1, 4_096), 1, Duration.ofSeconds(60));
  public final Administration administration;

  public AdministrationFixture(Path folder) throws Exception {
    this(folder, new MemoryEngine());
  }

  public AdministrationFixture(Path folder, Engine engine) throws Exception {
    InstantSource clock = InstantSource.system();
    store = MailStore.on(engine, folder, StoreSettings.DEFAULT, clock);
    directory =
        new Directory(
            store.directory(DirectoryLimits.DEFAULT, clock),
            hashing,
            DirectorySettings.DEFAULT,
            events::add);
    scripts = store.scripts();
    SigningKeys keys =
        new SigningKeys(
            store.directory(DirectoryLimits.DEFAULT, clock).keys(),
            SilentDns.INSTANCE,
            clock,
            events::add);
    administration =
        new Administration(
            directory,
            store,
            new UserScripts(scripts, store.siteScripts()),
            keys,
            new DomainRecords(keys, SilentDns.INSTANCE, "mail.example.test"),
            new QueueAdministration(store.queue(), null, clock),
            new TraceStore(store.traces(), clock, Duration.ofDays(1), 1_000, events::add),
            Chain.of(
                FilterSettings.NOTHING,
                "mail.example.test",
                SilentDns.INSTANCE,
                clock,
                events::add),
            AdministrationFixture::status,
            Map.of("node.name", "mail.example.test"),
            Map.of(),
            events::add);
  }

  private static StatusView status() {
    return new StatusView(
        "0", "mail.example.test", "ready", List.of(), 1, Instant.EPOCH, 0, List.of(), 0L, 0, 0, 0);
  }

  public Account account(String address) throws Exception {
    return directory.createAccount(
        NewAccount.user(EmailAddress.parse(address)), PASSWORD.getBytes(StandardCharsets.UTF_8));
  }

  /** The account, made if it is not there, with these rights besides. */
  public Actor actor(String address, AccountUpdate... rights) throws Exception {
    EmailAddress name = EmailAddress.parse(address);
    Account account =
        directory.account(name).isPresent()
            ? directory.account(name).orElseThrow()
            : account(address);
    for (AccountUpdate right : rights) {
      directory.updateAccount(account.id(), right);
    }
    return administration.actor(account.id(), Proof.PASSWORD).orElseThrow();
  }

  /** Of one domain. */
  public Actor administratorOf(String address, String domain) throws Exception {
    return actor(address, AccountUpdate.administers(Set.of(domain)));
  }

  /** What stands in the audit trail, oldest first. */
  public List<ServerEvent.Administered> trail() {
    return events.stream()
        .filter(ServerEvent.Administered.class::isInstance)
        .map(ServerEvent.Administered.class::cast)
        .toList();
  }

  @Override
  public void close() throws StoreException {
    store.close();
  }
}
