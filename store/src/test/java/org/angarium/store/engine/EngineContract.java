package org.angarium.store.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every engine must do. */
@Timeout(60)
public abstract class EngineContract {
  private static final ScanLimit ALL = ScanLimit.NONE;

  @TempDir protected Path folder;
  protected Engine engine;

  /** A fresh, empty engine whose locks wait no longer than {@code lockDeadline}. */
  protected abstract Engine open(Path folder, Duration lockDeadline) throws StoreException;

  @BeforeEach
  void openEngine() throws StoreException {
    engine = open(folder.resolve("engine"), Duration.ofSeconds(30));
  }

  @AfterEach
  void closeEngine() throws StoreException {
    engine.close();
  }

  /** A key of a subspace for small records. */
  protected static byte[] key(String text) {
    return key(Subspace.MESSAGE, text);
  }

  protected static byte[] key(Subspace subspace, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    return ByteBuffer.allocate(1 + bytes.length).put(subspace.tag()).put(bytes).array();
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  protected static String text(byte @Nullable [] bytes) {
    return bytes == null ? "-" : new String(bytes, US_ASCII);
  }

  protected static List<Lock> account(long id) {
    return List.of(Lock.account(id));
  }

  private static KeyRange all() {
    return KeyRange.prefix(new byte[] {Subspace.MESSAGE.tag()});
  }

  protected static void put(Engine engine, String key, String value) throws StoreException {
    engine.write(
        account(1),
        transaction -> {
          transaction.put(key(key), bytes(value));
          return null;
        });
  }

  /** The keys of a scan without their tag, and the continuation after a bar. */
  private static String scanned(Reader reader, KeyRange range, ScanOrder order, ScanLimit limit)
      throws StoreException {
    StringBuilder seen = new StringBuilder();
    byte[] next =
        reader.scan(
            range,
            order,
            limit,
            (key, value) -> {
              seen.append(new String(key, 1, key.length - 1, US_ASCII)).append(' ');
              return true;
            });
    return seen + "|" + (next == null ? "" : new String(next, 1, next.length - 1, US_ASCII));
  }

  @Test
  void whatWasPutIsReadAndWhatWasDeletedIsGone() throws Exception {
    put(engine, "a", "1");
    assertThat(text(engine.get(key("a")))).isEqualTo("1");
    engine.write(
        account(1),
        transaction -> {
          transaction.delete(key("a"));
          transaction.delete(key("never"));
          return null;
        });
    assertThat(engine.get(key("a"))).isNull();
  }

  @Test
  void emptyValuesAreValues() throws Exception {
    put(engine, "a", "");
    assertThat(engine.get(key("a"))).isEmpty();
    assertThat(engine.getAll(new byte[][] {key("a"), key("b")}))
        .isDeepEqualTo(new byte[][] {bytes(""), null});
  }

  @Test
  void severalKeysAreReadInTheirOrderAcrossFamilies() throws Exception {
    engine.write(
        account(1),
        transaction -> {
          transaction.put(key("a"), bytes("1"));
          transaction.put(key(Subspace.BLOB, "b"), bytes("2"));
          transaction.put(key(Subspace.TRACE, "c"), bytes("3"));
          return null;
        });
    byte[][] keys = new byte[300][];
    Arrays.fill(keys, key("none"));
    keys[299] = key("a");
    keys[1] = key(Subspace.BLOB, "b");
    keys[0] = key(Subspace.TRACE, "c");
    byte[] @Nullable [] values = engine.getAll(keys);
    assertThat(text(values[0]) + text(values[1]) + text(values[2]) + text(values[299]))
        .isEqualTo("32-1");
    assertThat(engine.getAll(new byte[0][])).isEmpty();
  }

  @Test
  void scansAreOrderedByUnsignedBytesAndHonourTheRange() throws Exception {
    for (String key : List.of("b", "a", "d", "c", "\u007f")) {
      put(engine, key, key);
    }
    engine.write(
        account(1),
        transaction -> {
          transaction.put(new byte[] {Subspace.MESSAGE.tag(), (byte) 0xC0}, bytes("high"));
          return null;
        });
    List<byte[]> keys = new ArrayList<>();
    engine.scan(all(), ScanOrder.ASCENDING, ALL, (key, value) -> keys.add(key));
    assertThat(keys).isSortedAccordingTo(Arrays::compareUnsigned).hasSize(6);
    KeyRange middle = new KeyRange(key("b"), key("d"));
    assertThat(scanned(engine, middle, ScanOrder.ASCENDING, ALL)).isEqualTo("b c |");
    assertThat(scanned(engine, middle, ScanOrder.DESCENDING, ALL)).isEqualTo("c b |");
    assertThat(scanned(engine, new KeyRange(key("d"), key("b")), ScanOrder.ASCENDING, ALL))
        .isEqualTo("|");
    assertThat(scanned(engine, new KeyRange(key("b"), key("b")), ScanOrder.DESCENDING, ALL))
        .isEqualTo("|");
  }

  @Test
  void aScanGivesKeysAndValuesOfAnySizeWhole() throws Exception {
    Random random = new Random(1);
    for (int size : new int[] {0, 1, 1023, 1024, 1025, 70_000}) {
      byte[] value = new byte[size];
      random.nextBytes(value);
      String name = "k".repeat(size);
      for (Subspace subspace : List.of(Subspace.MESSAGE, Subspace.BLOB)) {
        engine.write(
            account(1),
            transaction -> {
              transaction.put(key(subspace, name), value);
              return null;
            });
        KeyRange one = new KeyRange(key(subspace, name), key(subspace, name + "!"));
        for (ScanOrder order : ScanOrder.values()) {
          AtomicInteger seen = new AtomicInteger();
          engine.scan(
              one,
              order,
              ALL,
              (key, found) -> {
                assertThat(key).isEqualTo(key(subspace, name));
                assertThat(found).isEqualTo(value);
                return seen.incrementAndGet() > 0;
              });
          assertThat(seen).as("%s of %d octets, %s", subspace, size, order).hasValue(1);
        }
      }
    }
  }

  @Test
  void limitsEndAScanAndTheContinuationGoesOn() throws Exception {
    for (String key : List.of("a", "b", "c", "d", "e")) {
      put(engine, key, "12345678");
    }
    assertThat(scanned(engine, all(), ScanOrder.ASCENDING, ScanLimit.rows(2))).isEqualTo("a b |c");
    assertThat(scanned(engine, all(), ScanOrder.DESCENDING, ScanLimit.rows(2))).isEqualTo("e d |d");
    assertThat(scanned(engine, all(), ScanOrder.ASCENDING, ScanLimit.rows(5)))
        .isEqualTo("a b c d e |");
    assertThat(scanned(engine, all(), ScanOrder.ASCENDING, new ScanLimit(9, 11)))
        .isEqualTo("a b |c");
    assertThat(pages(engine, ScanOrder.ASCENDING, 2)).isEqualTo("abcde");
    assertThat(pages(engine, ScanOrder.DESCENDING, 2)).isEqualTo("edcba");
  }

  private static String pages(Reader reader, ScanOrder order, int rows) throws StoreException {
    StringBuilder seen = new StringBuilder();
    KeyRange rest = all();
    while (true) {
      byte[] next =
          reader.scan(
              rest,
              order,
              ScanLimit.rows(rows),
              (key, value) -> {
                seen.append(new String(key, 1, key.length - 1, US_ASCII));
                return true;
              });
      if (next == null) {
        return seen.toString();
      }
      rest =
          order == ScanOrder.ASCENDING
              ? new KeyRange(next, rest.end())
              : new KeyRange(rest.start(), next);
    }
  }

  @Test
  void theVisitorStopsAScan() throws Exception {
    for (String key : List.of("a", "b", "c")) {
      put(engine, key, "");
    }
    byte[] next = engine.scan(all(), ScanOrder.ASCENDING, ALL, (key, value) -> key[1] != 'b');
    assertThat(next).isEqualTo(key("c"));
  }

  @Test
  void aScanOfEverythingCrossesFamiliesInKeyOrder() throws Exception {
    engine.write(
        account(1),
        transaction -> {
          for (Subspace subspace : Subspace.values()) {
            transaction.put(key(subspace, subspace.name()), bytes(""));
          }
          return null;
        });
    StringBuilder up = new StringBuilder();
    StringBuilder down = new StringBuilder();
    KeyRange everything = new KeyRange(new byte[0], null);
    byte[] next =
        engine.scan(
            everything,
            ScanOrder.ASCENDING,
            ALL,
            (key, value) -> {
              up.append(new String(key, 1, key.length - 1, US_ASCII)).append(' ');
              return true;
            });
    assertThat(next).isNull();
    engine.scan(
        everything,
        ScanOrder.DESCENDING,
        ALL,
        (key, value) -> {
          down.insert(0, new String(key, 1, key.length - 1, US_ASCII) + " ");
          return true;
        });
    StringBuilder expected = new StringBuilder();
    for (Subspace subspace : Subspace.values()) {
      expected.append(subspace.name()).append(' ');
    }
    assertThat(up.toString()).isEqualTo(expected.toString());
    assertThat(down.toString()).isEqualTo(expected.toString());
    byte[] last = {Subspace.LINK.tag()};
    assertThat(
            scanned(
                engine,
                new KeyRange(new byte[] {Subspace.SUMMARY.tag()}, last),
                ScanOrder.ASCENDING,
                ALL))
        .isEqualTo("SUMMARY CHANGE |");
  }

  @Test
  void longScansFromVirtualThreadsSeeEverything() throws Exception {
    engine.write(
        account(1),
        transaction -> {
          for (int i = 0; i < 5000; i++) {
            transaction.put(key(String.format("%05d", i)), bytes("x"));
          }
          return null;
        });
    AtomicInteger seen = new AtomicInteger();
    run(() ->
        engine.scan(all(), ScanOrder.DESCENDING, ALL, (key, value) -> seen.incrementAndGet() > 0));
    assertThat(seen).hasValue(5000);
  }

  @Test
  void aSnapshotDoesNotSeeLaterCommits() throws Exception {
    put(engine, "a", "1");
    try (Snapshot snapshot = engine.snapshot()) {
      put(engine, "a", "2");
      put(engine, "b", "3");
      assertThat(text(snapshot.get(key("a")))).isEqualTo("1");
      assertThat(snapshot.getAll(new byte[][] {key("b")})[0]).isNull();
      assertThat(scanned(snapshot, all(), ScanOrder.ASCENDING, ALL)).isEqualTo("a |");
    }
    assertThat(scanned(engine, all(), ScanOrder.ASCENDING, ALL)).isEqualTo("a b |");
  }

  @Test
  void aTransactionSeesItsOwnChangesAndOthersDoNot() throws Exception {
    for (String key : List.of("b", "d", "f")) {
      put(engine, key, "old");
    }
    engine.write(
        account(1),
        transaction -> {
          transaction.put(key("a"), bytes("new"));
          transaction.put(key("d"), bytes("new"));
          transaction.delete(key("b"));
          transaction.put(key("g"), bytes("new"));
          assertThat(text(transaction.get(key("d")))).isEqualTo("new");
          assertThat(text(transaction.get(key("b")))).isEqualTo("-");
          assertThat(text(transaction.getAll(new byte[][] {key("a")})[0])).isEqualTo("new");
          assertThat(scanned(transaction, all(), ScanOrder.ASCENDING, ALL)).isEqualTo("a d f g |");
          assertThat(scanned(transaction, all(), ScanOrder.DESCENDING, ALL)).isEqualTo("g f d a |");
          assertThat(scanned(transaction, all(), ScanOrder.ASCENDING, ScanLimit.rows(2)))
              .isEqualTo("a d |f");
          assertThat(scanned(transaction, all(), ScanOrder.DESCENDING, ScanLimit.rows(2)))
              .isEqualTo("g f |f");
          assertThat(text(engine.get(key("d")))).isEqualTo("old");
          return null;
        });
    assertThat(text(engine.get(key("d")))).isEqualTo("new");
  }

  @Test
  void workThatThrowsChangesNothingAndFreesItsLocks() throws Exception {
    assertThatThrownBy(() ->
            engine.write(
                account(1),
                transaction -> {
                  transaction.put(key("a"), bytes("1"));
                  throw new IllegalArgumentException("no");
                }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(engine.get(key("a"))).isNull();
    run(() -> put(engine, "a", "2"));
    assertThat(text(engine.get(key("a")))).isEqualTo("2");
  }

  @Test
  void aTransactionIsOfNoUseAfterItsWrite() throws Exception {
    List<Transaction> kept = new ArrayList<>();
    engine.write(
        account(1),
        transaction -> {
          kept.add(transaction);
          return null;
        });
    assertThatThrownBy(() -> kept.getFirst().put(key("a"), bytes("1")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void arraysMayBeReusedByTheirOwner() throws Exception {
    byte[] key = key("a");
    byte[] value = bytes("1");
    engine.write(
        account(1),
        transaction -> {
          transaction.put(key, value);
          key[1] = 'b';
          value[0] = '2';
          transaction.put(key, value);
          return null;
        });
    byte[] read = Objects.requireNonNull(engine.get(key("a")));
    assertThat(text(read)).isEqualTo("1");
    read[0] = 'x';
    assertThat(text(engine.get(key("a")))).isEqualTo("1");
    assertThat(text(engine.get(key("b")))).isEqualTo("2");
  }

  @Test
  void aWriteInsideAWriteIsRefused() throws Exception {
    assertThatThrownBy(
            () -> engine.write(account(1), outer -> engine.write(account(2), inner -> null)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() ->
            engine.write(
                account(1),
                Durability.SYNCED,
                transaction -> null,
                result -> {
                  try {
                    engine.write(List.of(), inner -> null);
                  } catch (StoreException unexpected) {
                    throw new AssertionError(unexpected);
                  }
                }))
        .isInstanceOf(IllegalStateException.class);
    put(engine, "a", "1");
  }

  @Test
  void incrementsUnderALockAreNeverLost() throws Exception {
    int threads = 16;
    int rounds = 50;
    List<Thread> running = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < threads; i++) {
      running.add(
          Thread.startVirtualThread(() -> {
            try {
              for (int round = 0; round < rounds; round++) {
                engine.write(
                    List.of(Lock.account(7), Lock.account(3), Lock.account(7)),
                    transaction -> {
                      byte[] before = transaction.get(key("n"));
                      int value = before == null ? 0 : ByteBuffer.wrap(before).getInt();
                      transaction.put(key("n"), ByteBuffer.allocate(4).putInt(value + 1).array());
                      return null;
                    });
              }
            } catch (Throwable failure) {
              failures.add(failure);
            }
          }));
    }
    for (Thread thread : running) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(ByteBuffer.wrap(engine.get(key("n"))).getInt()).isEqualTo(threads * rounds);
  }

  @Test
  void afterCommitRunsInCommitOrderUnderTheLockAndSeesTheChange() throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger next = new AtomicInteger();
    List<Thread> running = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 8; i++) {
      running.add(
          Thread.startVirtualThread(() -> {
            for (int round = 0; round < 20; round++) {
              try {
                engine.<Integer, StoreException>write(
                    account(1),
                    Durability.RELAXED,
                    transaction -> {
                      int number = next.getAndIncrement();
                      transaction.put(key("n"), bytes("" + number));
                      return number;
                    },
                    number -> {
                      order.add(number);
                      try {
                        assertThat(text(engine.get(key("n")))).isEqualTo("" + number);
                      } catch (StoreException unexpected) {
                        throw new AssertionError(unexpected);
                      }
                    });
              } catch (Throwable failure) {
                failures.add(failure);
              }
            }
          }));
    }
    for (Thread thread : running) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(order).hasSize(160).isSorted();
  }

  @Test
  void aLockThatIsNotFreedInTimeIsNamed() throws Exception {
    try (Engine impatient = open(folder.resolve("impatient"), Duration.ofMillis(50))) {
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      Thread holder =
          Thread.startVirtualThread(() -> {
            try {
              impatient.write(
                  account(42),
                  transaction -> {
                    held.countDown();
                    try {
                      done.await();
                    } catch (InterruptedException stop) {
                      throw new IllegalStateException(stop);
                    }
                    return null;
                  });
            } catch (StoreException unexpected) {
              throw new AssertionError(unexpected);
            }
          });
      held.await();
      assertThatThrownBy(() -> impatient.write(account(42), transaction -> null))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("ACCOUNT")
          .hasMessageContaining("42");
      done.countDown();
      holder.join();
      impatient.write(account(42), transaction -> null);
    }
  }

  @Test
  void aTransactionIsSeenWholeOrNotAtAll() throws Exception {
    AtomicInteger stop = new AtomicInteger();
    Thread writer =
        Thread.startVirtualThread(() -> {
          try {
            for (int i = 0; stop.get() == 0; i++) {
              byte[] value = bytes("" + i);
              engine.write(
                  account(1),
                  Durability.RELAXED,
                  transaction -> {
                    transaction.put(key("a"), value);
                    transaction.put(key(Subspace.BLOB, "b"), value);
                    transaction.put(key(Subspace.TRACE, "c"), value);
                    return null;
                  },
                  result -> {});
            }
          } catch (StoreException unexpected) {
            throw new AssertionError(unexpected);
          }
        });
    try {
      for (int i = 0; i < 300; i++) {
        try (Snapshot snapshot = engine.snapshot()) {
          String first = text(snapshot.get(key("a")));
          assertThat(text(snapshot.get(key(Subspace.TRACE, "c")))).isEqualTo(first);
          assertThat(text(snapshot.get(key(Subspace.BLOB, "b")))).isEqualTo(first);
        }
      }
    } finally {
      stop.set(1);
      writer.join();
    }
  }

  @Test
  void aClosedEngineRefusesEverything() throws Exception {
    Engine other = open(folder.resolve("other"), Duration.ofSeconds(1));
    put(other, "a", "1");
    other.close();
    other.close();
    assertThatThrownBy(() -> other.get(key("a"))).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> put(other, "a", "2")).isInstanceOf(StoreException.class);
    assertThatThrownBy(other::snapshot).isInstanceOf(StoreException.class);
  }

  @Test
  void aBackupIsMadeOnceIntoANewFolder() throws Exception {
    put(engine, "a", "1");
    Path target = folder.resolve("backup");
    engine.backup(target);
    assertThat(target).isNotEmptyDirectory();
    assertThatThrownBy(() -> engine.backup(target)).isInstanceOf(StoreException.class);
  }

  @Test
  void randomOperationsMatchASortedMap() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    for (int round = 0; round < 150; round++) {
      NavigableMap<byte[], byte[]> during = new TreeMap<>(model);
      boolean fails = random.nextInt(8) == 0;
      try {
        engine.write(
            account(1),
            Durability.RELAXED,
            transaction -> {
              for (int i = random.nextInt(12); i >= 0; i--) {
                byte[] key = randomKey(random);
                if (random.nextInt(3) == 0) {
                  transaction.delete(key);
                  during.remove(key);
                } else {
                  byte[] value = new byte[random.nextInt(random.nextInt(20) == 0 ? 5000 : 40)];
                  random.nextBytes(value);
                  transaction.put(key, value);
                  during.put(key, value);
                }
                compare(random, transaction, during, seed);
              }
              if (fails) {
                throw new IllegalArgumentException();
              }
              return null;
            },
            result -> {});
        model = during;
      } catch (IllegalArgumentException expected) {
        assertThat(fails).isTrue();
      }
      compare(random, engine, model, seed);
    }
  }

  private static byte[] randomKey(Random random) {
    Subspace[] subspaces = {Subspace.CHANGE, Subspace.LINK, Subspace.BLOB, Subspace.UNLINKED};
    byte[] key = new byte[1 + random.nextInt(3)];
    for (int i = 1; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(4) * 85);
    }
    key[0] = subspaces[random.nextInt(subspaces.length)].tag();
    return key;
  }

  private static void compare(
      Random random, Reader reader, NavigableMap<byte[], byte[]> model, long seed)
      throws StoreException {
    byte[] one = randomKey(random);
    assertThat(reader.get(one)).as("seed %s", seed).isEqualTo(model.get(one));
    byte[] start = random.nextInt(4) == 0 ? new byte[0] : randomKey(random);
    byte[] end = random.nextInt(4) == 0 ? null : randomKey(random);
    boolean empty = end != null && Arrays.compareUnsigned(start, end) >= 0;
    NavigableMap<byte[], byte[]> part =
        empty
            ? new TreeMap<>(Arrays::compareUnsigned)
            : end == null ? model.tailMap(start, true) : model.subMap(start, true, end, false);
    ScanOrder order = random.nextBoolean() ? ScanOrder.ASCENDING : ScanOrder.DESCENDING;
    if (order == ScanOrder.DESCENDING) {
      part = part.descendingMap();
    }
    int rows = 1 + random.nextInt(10);
    List<byte[]> seen = new ArrayList<>();
    byte[] next =
        reader.scan(
            new KeyRange(start, end),
            order,
            ScanLimit.rows(rows),
            (key, value) -> {
              seen.add(key);
              seen.add(value);
              return true;
            });
    List<byte[]> expected = new ArrayList<>();
    byte[] expectedNext = null;
    for (var entry : part.entrySet()) {
      if (expected.size() == 2 * rows) {
        expectedNext = order == ScanOrder.ASCENDING ? entry.getKey() : expected.get(2 * rows - 2);
        break;
      }
      expected.add(entry.getKey());
      expected.add(entry.getValue());
    }
    assertThat(seen.toArray(byte[][]::new))
        .as("seed %s", seed)
        .isDeepEqualTo(expected.toArray(byte[][]::new));
    assertThat(next).as("seed %s", seed).isEqualTo(expectedNext);
  }

  /** A task that may fail. */
  protected interface Task {
    void run() throws Exception;
  }

  /** Runs on a virtual thread and waits. */
  protected static void run(Task task) throws InterruptedException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread.startVirtualThread(
            () -> {
              try {
                task.run();
              } catch (Throwable thrown) {
                failure.set(thrown);
              }
            })
        .join();
    assertThat(failure.get()).isNull();
  }
}
