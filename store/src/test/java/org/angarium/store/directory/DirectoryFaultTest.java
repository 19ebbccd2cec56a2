package org.angarium.store.directory;

import static org.angarium.store.directory.DirectoryStoreContract.CLOCK;
import static org.angarium.store.directory.DirectoryStoreContract.SECRET;
import static org.angarium.store.directory.DirectoryStoreContract.address;
import static org.angarium.store.directory.DirectoryStoreContract.secrets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.FaultyEngine;
import org.angarium.store.engine.memory.MemoryEngine;
import org.junit.jupiter.api.Test;

/** Every read, commit and answer to a commit fails once; nothing may be half done. */
class DirectoryFaultTest {
  @Test
  void isWholeWhateverFails() throws Exception {
    int failAt = 1;
    while (true) {
      MemoryEngine engine = new MemoryEngine();
      FaultyEngine faulty = new FaultyEngine(engine, failAt);
      boolean told = false;
      try {
        scenario(DirectoryStore.open(faulty, DirectoryLimits.DEFAULT, CLOCK));
      } catch (StoreException injected) {
        told = true;
      }
      assertThat(told).as("operation %d: %s", failAt, faulty.where()).isEqualTo(faulty.fired());
      // A store that was never opened as a whole has no secret yet, and nothing else.
      DirectoryStore again = DirectoryStore.open(engine, DirectoryLimits.DEFAULT, CLOCK);
      assertThat(DirectoryCheck.run(engine, 10).problems())
          .as("operation %d: %s", failAt, faulty.where())
          .isEmpty();
      recover(again);
      assertThat(DirectoryCheck.run(engine, 10).problems()).isEmpty();
      engine.close();
      if (!faulty.fired()) {
        assertThat(failAt).isGreaterThan(40);
        return;
      }
      if (failAt++ > 10_000) {
        fail("the scenario does not end");
      }
    }
  }

  private static void scenario(DirectoryStore store) throws Exception {
    store.createDomain("example.test");
    AccountId alice =
        store
            .createAccounts(
                List.of(
                    NewAccount.administrator(address("alice@example.test")),
                    NewAccount.administrator(address("bob@example.test"))),
                secrets(2))
            .getFirst()
            .id();
    store.addName(alice, address("a@example.test"));
    store.setPrimary(alice, address("a@example.test"));
    store.setPrimary(alice, address("new@example.test"));
    store.removeName(alice, address("a@example.test"));
    store.updateAccount(alice, AccountUpdate.suspended(true));
    store.setCredentials(alice, SECRET);
    store.createAlias(address("all@example.test"), List.of(address("x@elsewhere.test")));
    store.changeTargets(
        address("all@example.test"), List.of(address("y@elsewhere.test")), List.of());
    store.accounts(null, "", null, 10);
    store.deleteAlias(address("all@example.test"));
    store.updateDomain("example.test", DomainUpdate.catchAll(address("bob@example.test")));
    store.deleteAccount(alice);
    store.forget(alice);
  }

  /** What a restarted server and a patient administrator do. */
  private static void recover(DirectoryStore store) throws Exception {
    for (Tombstone tombstone : store.tombstones(100)) {
      store.forget(tombstone.account());
    }
    assertThat(store.tombstones(100)).isEmpty();
    if (store.domain("example.test").isEmpty()) {
      store.createDomain("example.test");
    }
    if (store.owner(address("carol@example.test")).isEmpty()) {
      store.createAccounts(
          List.of(NewAccount.administrator(address("carol@example.test"))), secrets(1));
    }
    for (Account account : store.accounts(null, "", null, 100).items()) {
      if (!account.primary().equals(address("carol@example.test"))) {
        store.deleteAccount(account.id());
      }
    }
  }
}
