package org.angarium.store.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.DirectoryRefusal.Reason;
import org.angarium.store.engine.Engine;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the directory does on every engine. */
@Timeout(300)
abstract class DirectoryStoreContract {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  static final InstantSource CLOCK = InstantSource.fixed(NOW);
  static final DirectoryLimits SMALL = new DirectoryLimits(3, 5, 50, 20, 3, 10);
  static final Credentials SECRET =
      new Credentials(
          "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
          new Credentials.ScramKeys(new byte[16], 4096, new byte[32], new byte[32]),
          0);

  /** The same for so many accounts. */
  static List<Credentials> secrets(int accounts) {
    return Collections.nCopies(accounts, SECRET);
  }

  @TempDir Path folder;
  Engine engine;
  DirectoryStore store;

  abstract Engine open(Path folder, Duration lockDeadline) throws StoreException;

  @BeforeEach
  void openStore() throws StoreException {
    engine = open(folder.resolve("engine"), Duration.ofSeconds(30));
    store = DirectoryStore.open(engine, SMALL, CLOCK);
  }

  @AfterEach
  void checkAndClose() throws StoreException {
    assertThat(DirectoryCheck.run(engine, 10).problems()).isEmpty();
    engine.close();
  }

  static EmailAddress address(String text) {
    return EmailAddress.parse(text);
  }

  Account account(String address) throws StoreException, DirectoryRefusal {
    return store.createAccounts(List.of(NewAccount.user(address(address))), secrets(1)).getFirst();
  }

  static void assertRefused(Reason reason, ThrowingCallable change) {
    assertThatThrownBy(change)
        .isInstanceOfSatisfying(
            DirectoryRefusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  @Test
  void keepsDomains() throws Exception {
    Domain made = store.createDomain("example.test");
    assertThat(made).isEqualTo(new Domain("example.test", true, null, NOW));
    assertRefused(Reason.EXISTS, () -> store.createDomain("example.test"));

    EmailAddress catchAll = address("all@example.test");
    store.updateDomain("example.test", DomainUpdate.catchAll(catchAll));
    store.updateDomain("example.test", DomainUpdate.enabled(false));
    assertThat(store.domain("example.test"))
        .contains(new Domain("example.test", false, catchAll, NOW));
    assertThat(store.domain("other.test")).isEmpty();

    store.deleteDomain("example.test");
    assertThat(store.domain("example.test")).isEmpty();
    assertRefused(Reason.UNKNOWN, () -> store.deleteDomain("example.test"));
    assertRefused(
        Reason.UNKNOWN, () -> store.updateDomain("example.test", DomainUpdate.enabled(true)));
    assertRefused(
        Reason.UNKNOWN, () -> store.updateDomain("example.test", DomainUpdate.catchAll(null)));
  }

  @Test
  void deletesOnlyEmptyDomains() throws Exception {
    store.createDomain("example.test");
    store.createDomain("example.tes");
    store.createDomain("example.test.test");
    Account alice = account("alice@example.test");
    assertRefused(Reason.DOMAIN_NOT_EMPTY, () -> store.deleteDomain("example.test"));
    store.deleteDomain("example.tes");
    store.deleteDomain("example.test.test");

    store.deleteAccount(alice.id());
    store.createAlias(address("a@example.test"), List.of(address("b@elsewhere.test")));
    assertRefused(Reason.DOMAIN_NOT_EMPTY, () -> store.deleteDomain("example.test"));
    store.deleteAlias(address("a@example.test"));
    store.deleteDomain("example.test");
  }

  @Test
  void keepsAccounts() throws Exception {
    store.createDomain("example.test");
    Account made =
        store
            .createAccounts(
                List.of(
                    new NewAccount(address("alice@example.test"), "Alice \u00c4", 10, 20, true)),
                secrets(1))
            .getFirst();

    assertThat(made)
        .isEqualTo(
            new Account(
                made.id(),
                address("alice@example.test"),
                List.of(),
                "Alice \u00c4",
                10,
                20,
                true,
                false,
                NOW));
    assertThat(store.account(made.id())).contains(made);
    assertThat(store.owner(made.primary())).contains(new NameOwner.OfAccount(made.id(), true));
    assertThat(store.credentials(made.id()))
        .hasValueSatisfying(kept -> {
          assertThat(kept.passwordHash()).isEqualTo(SECRET.passwordHash());
          assertThat(kept.generation()).isEqualTo(1);
        });
    assertThat(store.account(new AccountId(4711))).isEmpty();
    assertThat(store.owner(address("bob@example.test"))).isEmpty();
    assertRefused(Reason.UNKNOWN_DOMAIN, () -> account("alice@elsewhere.test"));
  }

  @Test
  void givesOutEachIdOnce() throws Exception {
    store.createDomain("example.test");
    Account first = account("a@example.test");
    store.deleteAccount(first.id());
    Account second = account("a@example.test");
    assertThat(second.id()).isNotEqualTo(first.id());

    DirectoryStore reopened = DirectoryStore.open(engine, SMALL, CLOCK);
    store.deleteAccount(second.id());
    Account third =
        reopened
            .createAccounts(List.of(NewAccount.user(address("a@example.test"))), secrets(1))
            .getFirst();
    assertThat(third.id().value()).isGreaterThan(second.id().value());
    assertThat(reopened.secret()).isEqualTo(store.secret()).hasSize(32);
  }

  @Test
  void makesManyAccountsOrNone() throws Exception {
    store.createDomain("example.test");
    account("c@example.test");
    List<NewAccount> wanted = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      wanted.add(NewAccount.user(address(name + "@example.test")));
    }
    assertRefused(Reason.EXISTS, () -> store.createAccounts(wanted, secrets(wanted.size())));
    assertThat(store.owner(address("a@example.test"))).isEmpty();

    wanted.remove(2);
    assertThat(store.createAccounts(wanted, secrets(wanted.size())))
        .extracting(Account::id)
        .doesNotHaveDuplicates()
        .hasSize(3);
    assertRefused(
        Reason.EXISTS,
        () ->
            store.createAccounts(
                List.of(
                    NewAccount.user(address("x@example.test")),
                    NewAccount.user(address("x@example.test"))),
                secrets(2)));

    List<NewAccount> tooMany = new ArrayList<>();
    for (int i = 0; i <= SMALL.accountsPerCall(); i++) {
      tooMany.add(NewAccount.user(address("n" + i + "@example.test")));
    }
    assertRefused(Reason.LIMIT, () -> store.createAccounts(tooMany, secrets(tooMany.size())));
  }

  @Test
  void givesEachOfManyAccountsItsOwnCredentials() throws Exception {
    store.createDomain("example.test");
    Credentials other = new Credentials("$argon2id$v=19$m=64,t=1,p=1$b3RoZXI$b3RoZXI", null, 0);
    List<Account> made =
        store.createAccounts(
            List.of(
                NewAccount.user(address("a@example.test")),
                NewAccount.user(address("b@example.test"))),
            List.of(SECRET, other));
    assertThat(store.credentials(made.get(0).id()).orElseThrow().passwordHash())
        .isEqualTo(SECRET.passwordHash());
    assertThat(store.credentials(made.get(1).id()).orElseThrow().passwordHash())
        .isEqualTo(other.passwordHash());
  }

  @Test
  void keepsTheLatestNetworksOfAnAccountAsLongAsItIsThere() throws Exception {
    store.createDomain("example.test");
    AccountId alice = account("alice@example.test").id();
    assertThat(store.networks().of(alice)).isEmpty();
    int most = KnownNetwork.PER_ACCOUNT;
    for (int i = 0; i <= most; i++) {
      store.networks().keep(alice, new KnownNetwork(i % 2 == 1, -1L - i, 20_000 + i));
    }
    store.networks().keep(alice, new KnownNetwork(true, -2L, 20_500));
    assertThat(DirectoryStore.open(engine, SMALL, CLOCK).networks().of(alice))
        .hasSize(most)
        .startsWith(new KnownNetwork(true, -2L, 20_500))
        .endsWith(new KnownNetwork(false, -3L, 20_002));

    store.deleteAccount(alice);
    store.networks().keep(alice, new KnownNetwork(false, 1, 20_000));
    assertThat(store.networks().of(alice)).isEmpty();
    assertThat(DirectoryCheck.run(engine, 10).problems()).isEmpty();
  }

  @Test
  void changesOnlyWhatAnUpdateNames() throws Exception {
    store.createDomain("example.test");
    Account old = account("alice@example.test");
    Account changed = store.updateAccount(old.id(), AccountUpdate.quota(5, 6));
    assertThat(changed.quotaBytes()).isEqualTo(5);
    assertThat(changed.quotaMessages()).isEqualTo(6);
    assertThat(changed.displayName()).isEqualTo(old.displayName());

    store.updateAccount(old.id(), AccountUpdate.displayName("A"));
    store.updateAccount(old.id(), AccountUpdate.suspended(true));
    store.updateAccount(old.id(), AccountUpdate.administrator(true));
    assertThat(store.account(old.id()))
        .contains(new Account(old.id(), old.primary(), List.of(), "A", 5, 6, true, true, NOW));

    assertRefused(
        Reason.BAD_VALUE, () -> store.updateAccount(old.id(), AccountUpdate.quota(-1, 0)));
    assertRefused(
        Reason.BAD_VALUE,
        () -> store.updateAccount(old.id(), AccountUpdate.displayName("x".repeat(21))));
    assertRefused(
        Reason.BAD_VALUE, () -> store.updateAccount(old.id(), AccountUpdate.displayName("a\r\nb")));
    assertRefused(
        Reason.UNKNOWN, () -> store.updateAccount(new AccountId(99), AccountUpdate.quota(0, 0)));
  }

  @Test
  void anAddressBelongsToOneOnly() throws Exception {
    store.createDomain("example.test");
    Account alice = account("alice@example.test");
    Account bob = account("bob@example.test");
    store.addName(alice.id(), address("info@example.test"));
    store.createAlias(address("all@example.test"), List.of(alice.primary()));

    for (String taken : List.of("alice", "info", "all")) {
      EmailAddress name = address(taken + "@example.test");
      assertRefused(Reason.EXISTS, () -> account(name.toString()));
      assertRefused(Reason.EXISTS, () -> store.addName(bob.id(), name));
      assertRefused(Reason.EXISTS, () -> store.setPrimary(bob.id(), name));
      assertRefused(Reason.EXISTS, () -> store.createAlias(name, List.of(bob.primary())));
    }
    assertRefused(
        Reason.UNKNOWN_DOMAIN, () -> store.addName(bob.id(), address("bob@elsewhere.test")));
  }

  @Test
  void givesAndTakesFurtherNames() throws Exception {
    store.createDomain("example.test");
    Account alice = account("alice@example.test");
    EmailAddress info = address("info@example.test");
    assertThat(store.addName(alice.id(), info).names()).containsExactly(info);
    assertThat(store.owner(info)).contains(new NameOwner.OfAccount(alice.id(), false));

    assertThat(store.removeName(alice.id(), info).names()).isEmpty();
    assertThat(store.owner(info)).isEmpty();
    assertRefused(Reason.UNKNOWN, () -> store.removeName(alice.id(), info));
    assertRefused(Reason.BAD_VALUE, () -> store.removeName(alice.id(), alice.primary()));

    for (int i = 0; i < SMALL.namesPerAccount(); i++) {
      store.addName(alice.id(), address("n" + i + "@example.test"));
    }
    assertRefused(Reason.LIMIT, () -> store.addName(alice.id(), info));
  }

  @Test
  void changesThePrimaryAddressAndKeepsTheOldOne() throws Exception {
    store.createDomain("example.test");
    Account alice = account("alice@example.test");
    EmailAddress old = alice.primary();
    EmailAddress fresh = address("a.lastname@example.test");
    Account renamed = store.setPrimary(alice.id(), fresh);
    assertThat(renamed.primary()).isEqualTo(fresh);
    assertThat(renamed.names()).containsExactly(old);
    assertThat(store.setPrimary(alice.id(), fresh)).isEqualTo(renamed);

    Account back = store.setPrimary(alice.id(), old);
    assertThat(back.primary()).isEqualTo(old);
    assertThat(back.names()).containsExactly(fresh);
    assertThat(store.owner(fresh)).contains(new NameOwner.OfAccount(alice.id(), false));
  }

  @Test
  void leavesATombstoneUntilTheMailIsGone() throws Exception {
    store.createDomain("example.test");
    Account alice = account("alice@example.test");
    store.addName(alice.id(), address("info@example.test"));

    Tombstone tombstone = store.deleteAccount(alice.id());
    assertThat(tombstone).isEqualTo(new Tombstone(alice.id(), alice.primary(), NOW));
    assertThat(store.account(alice.id())).isEmpty();
    assertThat(store.credentials(alice.id())).isEmpty();
    assertThat(store.owner(alice.primary())).isEmpty();
    assertThat(store.owner(address("info@example.test"))).isEmpty();
    assertThat(store.tombstones(10)).containsExactly(tombstone);
    assertRefused(Reason.UNKNOWN, () -> store.deleteAccount(alice.id()));

    store.forget(alice.id());
    store.forget(alice.id());
    assertThat(store.tombstones(10)).isEmpty();
  }

  @Test
  void keepsSomebodyWhoCanAdminister() throws Exception {
    store.createDomain("example.test");
    Account alice =
        store
            .createAccounts(
                List.of(NewAccount.administrator(address("alice@example.test"))), secrets(1))
            .getFirst();
    Account bob = account("bob@example.test");
    assertThat(store.administrators()).containsExactly(alice);
    assertRefused(Reason.LAST_ADMINISTRATOR, () -> store.deleteAccount(alice.id()));
    assertRefused(
        Reason.LAST_ADMINISTRATOR,
        () -> store.updateAccount(alice.id(), AccountUpdate.suspended(true)));
    assertRefused(
        Reason.LAST_ADMINISTRATOR,
        () -> store.updateAccount(alice.id(), AccountUpdate.administrator(false)));

    store.updateAccount(bob.id(), AccountUpdate.administrator(true));
    store.updateAccount(alice.id(), AccountUpdate.suspended(true));
    assertRefused(Reason.LAST_ADMINISTRATOR, () -> store.deleteAccount(bob.id()));
    store.deleteAccount(alice.id());
    assertThat(store.administrators()).extracting(Account::id).containsExactly(bob.id());
  }

  @Test
  void countsTheGenerationsOfAPassword() throws Exception {
    store.createDomain("example.test");
    Account alice = account("alice@example.test");
    assertThat(store.setCredentials(alice.id(), SECRET).generation()).isEqualTo(2);

    Credentials dearer = new Credentials("$argon2id$dearer", null, 2);
    assertThat(store.refreshCredentials(alice.id(), dearer)).isTrue();
    assertThat(store.credentials(alice.id())).contains(dearer);
    assertThat(store.setCredentials(alice.id(), SECRET).generation()).isEqualTo(3);
    // Hashed anew from the old password, and late: the new one stays.
    assertThat(store.refreshCredentials(alice.id(), dearer)).isFalse();
    assertThat(store.credentials(alice.id()).orElseThrow().passwordHash())
        .isEqualTo(SECRET.passwordHash());
    assertThat(store.refreshCredentials(new AccountId(99), dearer)).isFalse();
    assertRefused(Reason.UNKNOWN, () -> store.setCredentials(new AccountId(99), SECRET));
  }

  @Test
  void keepsAliases() throws Exception {
    store.createDomain("example.test");
    EmailAddress all = address("all@example.test");
    EmailAddress a = address("A@elsewhere.test");
    EmailAddress b = address("b@elsewhere.test");
    Alias made = store.createAlias(all, List.of(a, a));
    assertThat(made).isEqualTo(new Alias(all, List.of(a), NOW));
    assertThat(store.owner(all)).contains(new NameOwner.OfAlias(made));

    assertThat(store.changeTargets(all, List.of(b, a), List.of()).targets()).containsExactly(a, b);
    assertThat(store.changeTargets(all, List.of(), List.of(a)).targets()).containsExactly(b);
    assertRefused(Reason.BAD_VALUE, () -> store.changeTargets(all, List.of(), List.of(b)));
    assertRefused(Reason.BAD_VALUE, () -> store.setTargets(all, List.of()));
    assertRefused(
        Reason.BAD_VALUE, () -> store.setTargets(all, List.of(address("ALL@example.test"))));
    List<EmailAddress> many = new ArrayList<>();
    for (int i = 0; i <= SMALL.targetsPerAlias(); i++) {
      many.add(address("t" + i + "@elsewhere.test"));
    }
    assertRefused(Reason.LIMIT, () -> store.setTargets(all, many));
    assertThat(store.owner(all)).contains(new NameOwner.OfAlias(new Alias(all, List.of(b), NOW)));

    store.deleteAlias(all);
    assertThat(store.owner(all)).isEmpty();
    assertRefused(Reason.UNKNOWN, () -> store.deleteAlias(all));
    assertRefused(Reason.UNKNOWN, () -> store.setTargets(all, List.of(a)));
  }

  @Test
  void listsInParts() throws Exception {
    for (String domain : List.of("a.test", "b.test", "ab.test")) {
      store.createDomain(domain);
      for (int i = 0; i < 12; i++) {
        account("user" + (char) ('a' + i) + "@" + domain);
        store.createAlias(
            address("list" + (char) ('a' + i) + "@" + domain), List.of(address("x@y.test")));
      }
      store.addName(
          ((NameOwner.OfAccount) store.owner(address("usera@" + domain)).orElseThrow()).account(),
          address("zzz@" + domain));
    }
    assertThat(store.domains("", null, 100).items())
        .extracting(Domain::name)
        .containsExactly("a.test", "ab.test", "b.test");
    assertThat(store.domains("a", "a.test", 100).items())
        .extracting(Domain::name)
        .containsExactly("ab.test");

    assertThat(allAccounts(null, "", 7)).hasSize(36).isSorted();
    assertThat(allAccounts("b.test", "", 5)).hasSize(12);
    assertThat(allAccounts("b.test", "user", 100)).hasSize(12);
    assertThat(allAccounts(null, "userc", 1))
        .containsExactly("a.test userc", "ab.test userc", "b.test userc");
    assertThat(allAccounts("b.test", "z", 5)).isEmpty();
    assertThat(allAccounts("none.test", "", 5)).isEmpty();

    int aliases = 0;
    String after = null;
    do {
      Page<Alias> page = store.aliases("ab.test", "list", after, 5);
      aliases += page.items().size();
      after = page.next();
    } while (after != null);
    assertThat(aliases).isEqualTo(12);
    assertThat(store.accounts(null, "", null, Integer.MAX_VALUE).items())
        .hasSizeLessThanOrEqualTo(SMALL.pageRows());
    assertThat(store.accounts(null, "", "zzz", 5)).isEqualTo(new Page<>(List.of(), null));
  }

  private List<String> allAccounts(@Nullable String domain, String prefix, int limit)
      throws StoreException {
    List<String> all = new ArrayList<>();
    String after = null;
    do {
      Page<Account> page = store.accounts(domain, prefix, after, limit);
      for (Account account : page.items()) {
        all.add(account.primary().domain() + " " + account.primary().localPart());
      }
      after = page.next();
    } while (after != null);
    return all;
  }

  @Test
  void ofManyWhoWantANameOneGetsIt() throws Exception {
    store.createDomain("example.test");
    int rounds = 10;
    int claimants = 8;
    AtomicInteger won = new AtomicInteger();
    AtomicInteger lost = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < claimants; i++) {
      boolean alias = i % 2 == 0;
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              go.await();
              for (int round = 0; round < rounds; round++) {
                try {
                  if (alias) {
                    store.createAlias(
                        address("n" + round + "@example.test"),
                        List.of(address("x@elsewhere.test")));
                  } else {
                    account("n" + round + "@example.test");
                  }
                  won.incrementAndGet();
                } catch (DirectoryRefusal taken) {
                  assertThat(taken.reason()).isEqualTo(Reason.EXISTS);
                  lost.incrementAndGet();
                }
              }
            } catch (StoreException | InterruptedException failure) {
              throw new IllegalStateException(failure);
            }
          }));
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(won.get()).isEqualTo(rounds);
    assertThat(lost.get()).isEqualTo(rounds * (claimants - 1));
  }
}
