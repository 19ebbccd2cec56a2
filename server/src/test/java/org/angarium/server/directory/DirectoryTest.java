package org.angarium.server.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.event.DirectoryEvent;
import org.angarium.server.event.Event;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.AccountUpdate;
import org.angarium.store.directory.DirectoryLimits;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.DirectoryRefusal.Reason;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.directory.Tombstone;
import org.angarium.store.engine.memory.MemoryEngine;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectoryTest {
  private static final RecipientLookup UNKNOWN = new RecipientLookup.UnknownUser();
  private static final RecipientLookup SUSPENDED = new RecipientLookup.Suspended();

  private final MemoryEngine engine = new MemoryEngine();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private Directory directory;

  @BeforeEach
  void open() throws Exception {
    directory =
        new Directory(
            DirectoryStore.open(
                engine, DirectoryLimits.DEFAULT, InstantSource.fixed(Instant.EPOCH)),
            new PasswordHashing(new HashingCost(64, 1, 1, 4_096), 1, Duration.ofSeconds(60)),
            DirectorySettings.DEFAULT,
            events::add);
    directory.createDomain("Example.Test");
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static EmailAddress address(String text) {
    return EmailAddress.parse(text);
  }

  private static byte[] password(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Account account(String text) throws Exception {
    return directory.createAccount(NewAccount.user(address(text)), password("a fine password"));
  }

  private RecipientLookup lookup(String text) throws Exception {
    return directory.lookup(address(text));
  }

  private static void assertRefused(Reason reason, ThrowingCallable change) {
    assertThatThrownBy(change)
        .isInstanceOfSatisfying(
            DirectoryRefusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  @Test
  void knowsItsDomainsInAnyForm() throws Exception {
    directory.createDomain("b\u00fccher.test");
    assertThat(directory.isLocalDomain("EXAMPLE.test")).isTrue();
    assertThat(directory.isLocalDomain("xn--bcher-kva.test")).isTrue();
    assertThat(directory.isLocalDomain("B\u00dcCHER.test")).isTrue();
    assertThat(directory.isLocalDomain("other.test")).isFalse();
    assertThat(directory.isLocalDomain("not a domain")).isFalse();
    assertThat(directory.isLocalDomain("")).isFalse();
    assertThat(lookup("a@other.test")).isEqualTo(new RecipientLookup.NotLocal());
    // RFC 5891: not the domain strasse.test.
    assertThat(directory.createDomain("Stra\u00dfe.test").name()).isEqualTo("xn--strae-oqa.test");
    assertThat(directory.isLocalDomain("strasse.test")).isFalse();
    for (String bad :
        List.of(
            "",
            "a b",
            "-x.test",
            "[192.0.2.1]",
            "192.0.2.1",
            "x..y",
            "x.",
            "xn--a.test",
            "a@b.test",
            "stra\u00dfe..test")) {
      assertRefused(Reason.BAD_DOMAIN, () -> directory.createDomain(bad));
    }
  }

  @Test
  void findsAccountsByAnyNameAndSubAddress() throws Exception {
    Account alice = account("Alice@example.test");
    directory.addName(alice.id(), address("a.smith@example.test"));
    EmailAddress primary = address("alice@example.test");

    assertThat(lookup("ALICE@example.test"))
        .isEqualTo(new RecipientLookup.Account(alice.id(), primary, null));
    assertThat(lookup("a.Smith@example.test"))
        .isEqualTo(new RecipientLookup.Account(alice.id(), primary, null));
    assertThat(lookup("alice+Lists.Java@example.test"))
        .isEqualTo(new RecipientLookup.Account(alice.id(), primary, "Lists.Java"));
    assertThat(lookup("alice+@example.test"))
        .isEqualTo(new RecipientLookup.Account(alice.id(), primary, ""));
    assertThat(lookup("+alice@example.test")).isEqualTo(UNKNOWN);
    assertThat(lookup("bob+alice@example.test")).isEqualTo(UNKNOWN);

    Account exact = account("alice+own@example.test");
    assertThat(lookup("alice+own@example.test"))
        .isEqualTo(new RecipientLookup.Account(exact.id(), exact.primary(), null));
  }

  @Test
  void resolvesAliasesOneStep() throws Exception {
    account("alice@example.test");
    directory.createAlias(
        address("team@example.test"), List.of(address("all@example.test"), address("X@y.test")));
    directory.createAlias(address("all@example.test"), List.of(address("alice@example.test")));

    assertThat(lookup("Team@example.test"))
        .isEqualTo(
            new RecipientLookup.Alias(
                address("team@example.test"),
                List.of(address("all@example.test"), address("X@y.test"))));
    assertThat(directory.alias(address("ALL@example.test"))).isPresent();
    assertThat(directory.alias(address("alice@example.test"))).isEmpty();
    assertThat(directory.account(address("all@example.test"))).isEmpty();
  }

  @Test
  void givesTheRestToTheCatchAll() throws Exception {
    account("alice@example.test");
    assertThat(lookup("anybody@example.test")).isEqualTo(UNKNOWN);
    directory.setCatchAll("example.test", address("alice@example.test"));
    assertThat(lookup("anybody@example.test"))
        .isEqualTo(
            new RecipientLookup.Alias(
                address("anybody@example.test"), List.of(address("alice@example.test"))));
    directory.setCatchAll("example.test", null);
    assertThat(lookup("anybody@example.test")).isEqualTo(UNKNOWN);
  }

  // RFC 5321 §4.5.1, RFC 2142.
  @Test
  void answersForPostmasterAndAbuse() throws Exception {
    assertThat(lookup("postmaster@example.test")).isEqualTo(UNKNOWN);
    directory.createAccount(
        NewAccount.administrator(address("root@example.test")), password("a fine password"));
    Account second =
        directory.createAccount(
            NewAccount.administrator(address("deputy@example.test")), password("a fine password"));
    assertThat(lookup("PostMaster@example.test"))
        .isEqualTo(
            new RecipientLookup.Alias(
                address("postmaster@example.test"),
                List.of(address("root@example.test"), address("deputy@example.test"))));
    directory.updateAccount(second.id(), AccountUpdate.suspended(true));
    assertThat(((RecipientLookup.Alias) lookup("abuse@example.test")).targets())
        .containsExactly(address("root@example.test"));

    Account own = account("postmaster@example.test");
    assertThat(lookup("postmaster@example.test"))
        .isEqualTo(new RecipientLookup.Account(own.id(), own.primary(), null));
  }

  @Test
  void putsOffMailForTheSuspendedAndForDisabledDomains() throws Exception {
    Account alice = account("alice@example.test");
    directory.updateAccount(alice.id(), AccountUpdate.suspended(true));
    assertThat(lookup("alice@example.test")).isEqualTo(SUSPENDED);
    assertThat(lookup("alice+x@example.test")).isEqualTo(SUSPENDED);
    directory.updateAccount(alice.id(), AccountUpdate.suspended(false));
    assertThat(lookup("alice@example.test")).isInstanceOf(RecipientLookup.Account.class);

    directory.enableDomain("example.test", false);
    assertThat(lookup("alice@example.test")).isEqualTo(SUSPENDED);
    assertThat(lookup("nobody@example.test")).isEqualTo(SUSPENDED);
    assertThat(directory.isLocalDomain("example.test")).isTrue();
  }

  @Test
  void seesEveryChangeAtOnce() throws Exception {
    EmailAddress name = address("alice@example.test");
    EmailAddress other = address("other@example.test");
    for (int round = 0; round < 20; round++) {
      assertThat(directory.lookup(name)).isEqualTo(UNKNOWN);
      Account alice = account("alice@example.test");
      assertThat(directory.lookup(name)).isInstanceOf(RecipientLookup.Account.class);
      assertThat(directory.lookup(other)).isEqualTo(UNKNOWN);
      directory.setPrimary(alice.id(), other);
      assertThat(directory.lookup(name))
          .isEqualTo(new RecipientLookup.Account(alice.id(), other, null));
      directory.removeName(alice.id(), name);
      assertThat(directory.lookup(name)).isEqualTo(UNKNOWN);
      directory.createAlias(name, List.of(other));
      assertThat(directory.lookup(name)).isEqualTo(new RecipientLookup.Alias(name, List.of(other)));
      directory.addAliasTargets(name, List.of(address("x@y.test")));
      assertThat(((RecipientLookup.Alias) directory.lookup(name)).targets()).hasSize(2);
      directory.removeAliasTargets(name, List.of(other));
      assertThat(((RecipientLookup.Alias) directory.lookup(name)).targets()).hasSize(1);
      directory.setAliasTargets(name, List.of(other));
      assertThat(((RecipientLookup.Alias) directory.lookup(name)).targets()).containsExactly(other);
      directory.deleteAlias(name);
      assertThat(directory.lookup(name)).isEqualTo(UNKNOWN);
      Tombstone tombstone = directory.deleteAccount(alice.id());
      assertThat(directory.lookup(other)).isEqualTo(UNKNOWN);
      assertThat(directory.credentials(alice.id())).isEmpty();
      assertThat(directory.tombstones(10)).containsExactly(tombstone);
      directory.buried(alice.id());
    }
    directory.deleteDomain("example.test");
    assertThat(directory.lookup(name)).isEqualTo(new RecipientLookup.NotLocal());
  }

  @Test
  void neverRemembersWhatWasReadBeforeAChange() throws Exception {
    EmailAddress name = address("alice@example.test");
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      readers.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (!stop.get()) {
                    directory.lookup(name);
                  }
                } catch (Exception | Error wrong) {
                  failure.set(wrong);
                }
              }));
    }
    try {
      for (int round = 0; round < 300; round++) {
        directory.createAlias(name, List.of(address("r" + round + "@y.test")));
        assertThat(directory.lookup(name))
            .isEqualTo(new RecipientLookup.Alias(name, List.of(address("r" + round + "@y.test"))));
        directory.deleteAlias(name);
        assertThat(directory.lookup(name)).isEqualTo(UNKNOWN);
      }
    } finally {
      stop.set(true);
      for (Thread reader : readers) {
        reader.join();
      }
    }
    assertThat(failure.get()).isNull();
  }

  @Test
  void refusesWeakPasswords() throws Exception {
    List<String> weak =
        List.of("", "short", "aaaaaaaaaaaa", "with\nnewline", "x".repeat(500) + "y".repeat(600));
    for (String password : weak) {
      byte[] bytes = password(password);
      assertRefused(
          Reason.WEAK_PASSWORD,
          () -> directory.createAccount(NewAccount.user(address("a@example.test")), bytes));
      assertThat(bytes).containsOnly(new byte[bytes.length == 0 ? 0 : 1]);
    }
    assertRefused(
        Reason.WEAK_PASSWORD,
        () ->
            directory.createAccount(
                NewAccount.user(address("a@example.test")), new byte[] {1, -1, -2, 3, 4, 5, 6, 7}));
    Account alice = account("alice@example.test");
    assertRefused(
        Reason.WEAK_PASSWORD, () -> directory.setPassword(alice.id(), password("hunter2")));
    assertThat(lookup("a@example.test")).isEqualTo(UNKNOWN);
  }

  @Test
  void makesManyAccountsWithOnePassword() throws Exception {
    List<NewAccount> wanted = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      wanted.add(NewAccount.user(address("User" + i + "@example.test")));
    }
    byte[] password = password("one for all of them");
    List<Account> made = directory.createAccounts(wanted, password);
    assertThat(made).hasSize(1_000);
    assertThat(password).containsOnly(0);
    assertThat(lookup("user999@example.test"))
        .isEqualTo(
            new RecipientLookup.Account(made.get(999).id(), address("user999@example.test"), null));
    assertThat(directory.accounts("EXAMPLE.test", "USER99", null, 100).items()).hasSize(11);
  }

  @Test
  void tellsWhatWasChangedAndNothingOfWhatWasRefused() throws Exception {
    events.clear();
    Account alice = account("alice@example.test");
    directory.setPassword(alice.id(), password("another password"));
    directory.updateAccount(alice.id(), AccountUpdate.suspended(true));
    directory.deleteAccount(alice.id());
    assertRefused(Reason.UNKNOWN, () -> directory.deleteAccount(alice.id()));
    directory.enableDomain("example.test", false);
    directory.deleteDomain("example.test");
    long id = alice.id().value();
    assertThat(events)
        .containsExactly(
            new DirectoryEvent.AccountCreated(id, "alice@example.test", false),
            new DirectoryEvent.PasswordChanged(id, "alice@example.test"),
            new DirectoryEvent.AccountChanged(id, "alice@example.test", false, true),
            new DirectoryEvent.AccountDeleted(id, "alice@example.test"),
            new DirectoryEvent.DomainChanged("example.test", false, null),
            new DirectoryEvent.DomainDeleted("example.test"));
  }
}
