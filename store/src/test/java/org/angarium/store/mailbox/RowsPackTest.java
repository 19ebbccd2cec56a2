package org.angarium.store.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreSettings;
import org.angarium.store.StoreVerify;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.BlobLimits;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.Rows;
import org.angarium.store.view.RowsLoader;
import org.angarium.store.view.RowsPack;
import org.angarium.store.view.StoredView;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mailboxes large enough for a pack, looked at by stores that know nothing of them yet. */
@SuppressWarnings("NullAway.Init")
class RowsPackTest {
  private static final long ACCOUNT = 7;

  @TempDir Path folder;

  private final MemoryEngine engine = new MemoryEngine();
  private MailStore store;
  private MailboxRef box;
  private int stores;

  @BeforeEach
  void fill() throws Exception {
    store = fresh();
    box = store.mailboxes().create(new AccountId(ACCOUNT), "box", Set.of()).ref();
    for (int i = 0; i < 8; i++) {
      TestMail.append(store, box, TestMail.message("m" + i, "x".repeat(i)));
    }
    while (size() < 2 * RowsPack.LEAST) {
      store.mailboxes().copy(box, UidSet.ALL, box);
    }
  }

  /** Another store on the same engine, with nothing in memory. */
  private MailStore fresh() throws StoreException {
    return MailStore.on(
        engine,
        folder.resolve("store" + stores++),
        new StoreSettings(BlobLimits.DEFAULT, 1 << 20, 128L << 20),
        () -> TestMail.NOON);
  }

  private int size() throws Exception {
    return store.mailboxes().view(box).size();
  }

  private AccountRecord account() throws StoreException {
    return AccountRecord.decode(Objects.requireNonNull(engine.get(Keys.account(ACCOUNT))));
  }

  private RowsPack.@Nullable Loaded load() throws StoreException {
    return load(account());
  }

  private RowsPack.@Nullable Loaded load(AccountRecord account) throws StoreException {
    byte[] mailbox = Objects.requireNonNull(engine.get(Keys.mailbox(ACCOUNT, box.mailbox())));
    return RowsPack.load(
        engine,
        ACCOUNT,
        box.mailbox(),
        MailboxRecord.decode(box.mailbox(), mailbox).highestModSeq(),
        account);
  }

  private byte @Nullable [] header() throws StoreException {
    return engine.get(Keys.pack(ACCOUNT, box.mailbox(), 0));
  }

  /** Opens the mailbox anew and waits until its pack is there. */
  private void pack() throws Exception {
    store = fresh();
    assertThat(size()).isPositive();
    Awaitility.await().until(() -> header() != null);
  }

  private Rows stored() throws StoreException {
    return RowsLoader.load(engine, ACCOUNT, box.mailbox());
  }

  private void sound() throws StoreException {
    List<StoreVerify.Problem> problems = new ArrayList<>();
    store.verifier().verify(problems::add);
    assertThat(problems).isEmpty();
  }

  @Test
  void whoOpensALargeMailboxLeavesAPackOfIt() throws Exception {
    assertThat(header()).isNull();
    pack();
    RowsPack.Loaded loaded = Objects.requireNonNull(load());
    assertThat(loaded.rows().sameAs(stored())).isTrue();
    assertThat(loaded.outdated()).isFalse();
    sound();
  }

  @Test
  void aPackAndTheChangeLogGiveWhatTheRecordsGive() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    pack();
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < 5; i++) {
        change(random);
      }
      RowsPack.Loaded loaded = Objects.requireNonNull(load(), () -> "no pack; seed " + seed);
      assertThat(loaded.rows().sameAs(stored())).as("seed %d", seed).isTrue();
      store = fresh();
      assertThat(((StoredView) store.mailboxes().view(box)).rows().sameAs(stored()))
          .as("seed %d", seed)
          .isTrue();
    }
    sound();
  }

  private void change(Random random) throws Exception {
    Rows rows = stored();
    int at = random.nextInt(rows.size());
    UidSet some =
        UidSet.range(rows.uid(at), rows.uid(Math.min(rows.size() - 1, at + random.nextInt(8))));
    switch (random.nextInt(4)) {
      case 0 ->
          store
              .mailboxes()
              .changeFlags(
                  box,
                  some,
                  new FlagChange(
                      FlagChange.Kind.ADD,
                      Set.of(random.nextBoolean() ? "\\Seen" : "k" + random.nextInt(5))),
                  null);
      case 1 -> {
        store
            .mailboxes()
            .changeFlags(box, some, new FlagChange(FlagChange.Kind.ADD, Set.of("\\Deleted")), null);
        store.mailboxes().expunge(box, some);
      }
      case 2 -> store.mailboxes().copy(box, some, box);
      default -> TestMail.append(store, box, TestMail.message("n" + random.nextInt(), "y"));
    }
  }

  @Test
  void whatIsFarBehindIsWrittenAgain() throws Exception {
    pack();
    byte[] old = header();
    store
        .mailboxes()
        .changeFlags(box, UidSet.ALL, new FlagChange(FlagChange.Kind.ADD, Set.of("\\Seen")), null);
    assertThat(load()).isNull();
    store = fresh();
    assertThat(((StoredView) store.mailboxes().view(box)).rows().sameAs(stored())).isTrue();
    Awaitility.await().until(() -> !Arrays.equals(old, header()));
    assertThat(Objects.requireNonNull(load()).rows().sameAs(stored())).isTrue();
    sound();
  }

  @Test
  void aPackFromBeforeTheChangeLogBeginsIsOfNoUseOnceTheMailboxIsChanged() throws Exception {
    pack();
    assertThat(load(withoutChangeLog())).isNotNull();
    TestMail.append(store, box, TestMail.message("new", "y"));
    assertThat(load(withoutChangeLog())).isNull();
    assertThat(load()).isNotNull();
  }

  private AccountRecord withoutChangeLog() throws StoreException {
    AccountRecord now = account();
    return now.withChanges(now.lastModSeq(), now.lastModSeq() + 1, 0);
  }

  @Test
  void aDamagedOrWrongPackIsPassedOver() throws Exception {
    pack();
    byte[] key = Keys.pack(ACCOUNT, box.mailbox(), 1);
    byte[] piece = Objects.requireNonNull(engine.get(key));
    byte[] shorter = Arrays.copyOf(piece, piece.length / 2);
    overwrite(key, shorter);
    assertThat(load()).isNull();
    store = fresh();
    assertThat(((StoredView) store.mailboxes().view(box)).rows().sameAs(stored())).isTrue();

    // Sound, but of other messages: the mailbox's totals tell.
    Awaitility.await().until(() -> load() != null);
    Rows some = stored().without(new int[] {0});
    engine.<Boolean, StoreException>write(
        List.of(Lock.account(ACCOUNT)),
        Durability.SYNCED,
        transaction -> {
          RowsPack.write(transaction, ACCOUNT, box.mailbox(), some, account().lastModSeq());
          return true;
        },
        done -> {});
    store = fresh();
    assertThat(((StoredView) store.mailboxes().view(box)).rows().sameAs(stored())).isTrue();
  }

  private void overwrite(byte[] key, byte[] value) throws StoreException {
    engine.<Boolean, StoreException>write(
        List.of(Lock.account(ACCOUNT)),
        Durability.SYNCED,
        transaction -> {
          transaction.put(key, value);
          return true;
        },
        done -> {});
  }

  @Test
  void aPackGoesWithItsMailbox() throws Exception {
    pack();
    store.mailboxes().delete(box);
    List<byte[]> left = new ArrayList<>();
    engine.scan(
        Keys.pack(ACCOUNT, box.mailbox()),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> left.add(key));
    assertThat(left).isEmpty();
    sound();
  }
}
