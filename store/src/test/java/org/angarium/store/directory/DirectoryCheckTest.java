package org.angarium.store.directory;

import static org.angarium.store.directory.DirectoryStoreContract.CLOCK;
import static org.angarium.store.directory.DirectoryStoreContract.SECRET;
import static org.angarium.store.directory.DirectoryStoreContract.address;
import static org.angarium.store.directory.DirectoryStoreContract.secrets;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Transaction;
import org.angarium.store.engine.memory.MemoryEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectoryCheckTest {
  private MemoryEngine engine;
  private AccountId alice;

  @BeforeEach
  void open() throws Exception {
    engine = new MemoryEngine();
    DirectoryStore store = DirectoryStore.open(engine, DirectoryLimits.DEFAULT, CLOCK);
    store.createDomain("example.test");
    alice =
        store
            .createAccounts(
                List.of(NewAccount.administrator(address("alice@example.test"))), secrets(1))
            .getFirst()
            .id();
    store.addName(alice, address("a@example.test"));
    store.createAlias(address("all@example.test"), List.of(address("alice@example.test")));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void countsWhatIsSound() throws Exception {
    DirectoryCheck.Report report = DirectoryCheck.run(engine, 10);
    assertThat(report).isEqualTo(new DirectoryCheck.Report(1, 1, 1, 3, 0, List.of(), 0));
    assertThat(report.sound()).isTrue();
  }

  @Test
  void seesEveryRecordThatIsMissing() throws Exception {
    assertFound(t -> t.delete(DirectoryKeys.domain("example.test")), "no such domain");
    assertFound(t -> t.delete(DirectoryKeys.account(alice)), "there is no account");
    assertFound(t -> t.delete(DirectoryKeys.credentials(alice)), "no credentials");
    assertFound(t -> t.delete(DirectoryKeys.administrator(alice)), "list of administrators");
    assertFound(t -> t.delete(DirectoryKeys.name(address("alice@example.test"))), "is not kept");
    assertFound(t -> t.delete(DirectoryKeys.name(address("a@example.test"))), "is not kept");
    assertFound(t -> t.delete(DirectoryKeys.name(address("all@example.test"))), "its name");
    assertFound(t -> t.delete(DirectoryKeys.alias(address("all@example.test"))), "no such alias");
    assertFound(t -> t.delete(DirectoryKeys.secret()), "secret is missing");
    assertFound(t -> t.delete(DirectoryKeys.nextAccount()), "counter of accounts is behind");
  }

  @Test
  void seesEveryRecordThatIsTooMuchOrDamaged() throws Exception {
    AccountId nobody = new AccountId(77);
    assertFound(t -> t.put(DirectoryKeys.administrator(nobody), new byte[0]), "no such account");
    assertFound(
        t -> t.put(DirectoryKeys.credentials(nobody), DirectoryCodec.encode(SECRET)),
        "no such account");
    assertFound(
        t ->
            t.put(
                DirectoryKeys.name(address("x@example.test")),
                DirectoryCodec.encode(new DirectoryCodec.Name(alice, false))),
        "does not have it");
    assertFound(
        t ->
            t.put(
                DirectoryKeys.name(address("a@example.test")),
                DirectoryCodec.encode(new DirectoryCodec.Name(alice, true))),
        "belongs otherwise");
    assertFound(
        t ->
            t.put(
                DirectoryKeys.tombstone(alice),
                DirectoryCodec.encode(
                    new Tombstone(
                        alice, address("alice@example.test"), DirectoryStoreContract.NOW))),
        "the account is there");
    assertFound(t -> t.put(DirectoryKeys.account(alice), new byte[] {1, 2, 3}), "account record");
    assertFound(t -> t.put(DirectoryKeys.domain("example.test"), new byte[] {9}), "version 9");
    assertFound(t -> t.put(new byte[] {0x10, 99}, new byte[0]), "unknown kind");
    assertFound(t -> t.put(new byte[] {0x10}, new byte[0]), "too short");
    assertFound(t -> t.put(DirectoryKeys.nextAccount(), new byte[3]), "3 bytes");
  }

  @Test
  void boundsItsReport() throws Exception {
    change(t -> {
      for (int i = 0; i < 2_000; i++) {
        t.put(DirectoryKeys.administrator(new AccountId(1_000 + i)), new byte[0]);
      }
    });
    DirectoryCheck.Report report = DirectoryCheck.run(engine, 10);
    assertThat(report.problems()).hasSize(10);
    assertThat(report.problemCount()).isEqualTo(2_000);
  }

  private interface Damage {
    void inflict(Transaction transaction) throws StoreException;
  }

  private void assertFound(Damage damage, String problem) throws Exception {
    close();
    open();
    change(damage);
    DirectoryCheck.Report report = DirectoryCheck.run(engine, 10);
    assertThat(report.sound()).isFalse();
    assertThat(report.problems()).anyMatch(line -> line.contains(problem));
  }

  private void change(Damage damage) throws StoreException {
    engine.<@Nullable Void, StoreException>write(
        List.of(new Lock(Lock.Space.DIRECTORY, 0)),
        transaction -> {
          damage.inflict(transaction);
          return null;
        });
  }
}
