package org.angarium.store.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.DirectoryRefusal.Reason;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.OvertakingEngine;
import org.angarium.store.engine.memory.MemorySpace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two directories on one space, as two nodes of a cluster have them. */
class TwoDirectoriesTest {
  private static final int THREADS = 8;
  private static final int ACCOUNTS = 25;

  private final MemorySpace space = MemorySpace.shared();
  private final OvertakingEngine slow = new OvertakingEngine(space.node(), false);
  private final Engine fast = space.node();

  @AfterEach
  void checkAndClose() throws Exception {
    assertThat(DirectoryCheck.run(fast, 10).problems()).isEmpty();
    slow.close();
    fast.close();
  }

  private static DirectoryStore on(Engine engine) throws Exception {
    return DirectoryStore.open(engine, DirectoryStoreContract.SMALL, DirectoryStoreContract.CLOCK);
  }

  private static AccountId make(DirectoryStore directory, String address) throws Exception {
    return directory
        .createAccounts(
            List.of(NewAccount.user(EmailAddress.parse(address))),
            DirectoryStoreContract.secrets(1))
        .getFirst()
        .id();
  }

  private interface Action {
    void run() throws Exception;
  }

  /** A work that is overtaken may be followed by another one, which is not. */
  private static OvertakingEngine.Overtaker once(Action action) {
    AtomicBoolean done = new AtomicBoolean();
    return attempt -> {
      if (!done.getAndSet(true)) {
        action.run();
      }
    };
  }

  @Test
  void accountsMadeAtOnceByBothHaveIdsOfTheirOwn() throws Exception {
    DirectoryStore a = on(slow);
    DirectoryStore b = on(fast);
    a.createDomain("example.test");
    slow.overtaker(once(() -> make(b, "bea@example.test")));
    AccountId ann = make(a, "ann@example.test");
    assertThat(slow.reruns()).isEqualTo(1);
    assertThat(b.account(ann).orElseThrow().primary()).hasToString("ann@example.test");
    AccountId bea = a.accounts(null, "bea", null, 1).items().getFirst().id();
    assertThat(bea).isNotEqualTo(ann);
  }

  @Test
  void whereExpectationsAreForgottenOneIdIsGivenTwice() throws Exception {
    MemorySpace other = MemorySpace.shared();
    OvertakingEngine forgetful = new OvertakingEngine(other.node(), true);
    DirectoryStore a = on(forgetful);
    DirectoryStore b = on(other.node());
    a.createDomain("example.test");
    List<AccountId> ids = new ArrayList<>();
    forgetful.overtaker(once(() -> ids.add(make(b, "bea@example.test"))));
    ids.add(make(a, "ann@example.test"));
    assertThat(new HashSet<>(ids)).as("this is what expectations are for").hasSize(1);
    forgetful.close();
  }

  @Test
  void oneAddressGoesToOneAccountOnly() throws Exception {
    DirectoryStore a = on(slow);
    DirectoryStore b = on(fast);
    a.createDomain("example.test");
    slow.overtaker(once(() -> make(b, "ann@example.test")));
    assertThatThrownBy(() -> make(a, "ann@example.test"))
        .isInstanceOfSatisfying(
            DirectoryRefusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.EXISTS));
  }

  @Test
  void aDomainThatGetsAnAccountMeanwhileIsNotDeleted() throws Exception {
    DirectoryStore a = on(slow);
    DirectoryStore b = on(fast);
    a.createDomain("example.test");
    slow.overtaker(once(() -> make(b, "ann@example.test")));
    assertThatThrownBy(() -> a.deleteDomain("example.test"))
        .isInstanceOfSatisfying(
            DirectoryRefusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.DOMAIN_NOT_EMPTY));
  }

  @Test
  void manyThreadsOnBothMakeAccountsWithIdsOfTheirOwn() throws Exception {
    List<DirectoryStore> nodes = List.of(on(slow), on(fast));
    nodes.getFirst().createDomain("example.test");
    Queue<AccountId> ids = new ConcurrentLinkedQueue<>();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int number = t;
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < ACCOUNTS; i++) {
                ids.add(make(nodes.get(number % 2), "u" + number + "." + i + "@example.test"));
              }
            } catch (Exception | AssertionError failed) {
              failures.add(failed);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    Set<AccountId> distinct = new HashSet<>(ids);
    assertThat(distinct).hasSize(THREADS * ACCOUNTS);
    assertThat(DirectoryVersion.of(fast)).isGreaterThan(THREADS * ACCOUNTS);
  }
}
