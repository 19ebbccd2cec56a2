package org.angarium.store.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every engine must do: values, transactions, snapshots, its end. */
public abstract class EngineContract extends EngineFixture {
  private static final ScanLimit ALL = ScanLimit.NONE;

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
  void aWorkRunsOnceWhereNobodyElseChangesTheSpace() throws Exception {
    put(engine, "a", "1");
    byte[] expected = Objects.requireNonNull(engine.get(key("a")));
    List<Integer> attempts = new ArrayList<>();
    engine.write(
        account(1),
        transaction -> {
          attempts.add(transaction.attempt());
          transaction.expect(key("a"), expected);
          transaction.expect(key("none"), null);
          transaction.put(key("a"), "2".getBytes(UTF_8));
          return null;
        });
    assertThat(attempts).containsExactly(0);
    assertThat(text(engine.get(key("a")))).isEqualTo("2");
  }

  @Test
  void aKeyHasSoManyOctetsAndNoMore() throws Exception {
    byte[] longest = Arrays.copyOf(key("a"), Engine.MAX_KEY);
    byte[] tooLong = Arrays.copyOf(key("a"), Engine.MAX_KEY + 1);
    engine.write(
        account(1),
        transaction -> {
          transaction.put(longest, new byte[] {1});
          assertThatThrownBy(() -> transaction.put(tooLong, new byte[0]))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> transaction.put(new byte[0], new byte[0]))
              .isInstanceOf(IllegalArgumentException.class);
          return null;
        });
    assertThat(engine.get(longest)).containsExactly(1);
  }

  @Test
  void severalRangesAreVisitedInOneCall() throws Exception {
    for (String name : List.of("a1", "a2", "a3", "b1", "c1", "c2")) {
      put(engine, name, "x");
    }
    List<KeyRange> ranges =
        List.of(KeyRange.prefix(key("a")), KeyRange.prefix(key("none")), KeyRange.prefix(key("c")));
    List<String> seen = new ArrayList<>();
    byte[][] next =
        engine.scanAll(
            ranges,
            ScanLimit.rows(2),
            (range, key, value) -> seen.add(range + new String(key, 1, key.length - 1, UTF_8)));
    assertThat(seen).containsExactly("0a1", "0a2", "2c1", "2c2");
    assertThat(next).hasNumberOfRows(3);
    assertThat(next[0]).isEqualTo(key("a3"));
    assertThat(next[1]).isNull();
    assertThat(next[2]).isNull();
    engine.write(
        account(1),
        transaction -> {
          transaction.put(key("a0"), new byte[0]);
          transaction.delete(key("c1"));
          seen.clear();
          transaction.scanAll(
              ranges,
              ScanLimit.NONE,
              (range, key, value) -> seen.add(range + new String(key, 1, key.length - 1, UTF_8)));
          return null;
        });
    assertThat(seen).containsExactly("0a0", "0a1", "0a2", "0a3", "2c2");
  }
}
