package org.angarium.store.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.store.StoreException;
import org.junit.jupiter.api.Test;

/** What every engine must do when many entries are read in order. */
public abstract class ScanContract extends EngineFixture {
  private static final ScanLimit ALL = ScanLimit.NONE;

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
      String name = "k".repeat(Math.min(size, Engine.MAX_KEY - 2));
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
        .isEqualTo("SUMMARY CHANGE PACK SCRIPT OBJECT |");
  }

  @Test
  void longScansFromVirtualThreadsSeeEverything() throws Exception {
    engine.write(
        account(1),
        transaction -> {
          for (int i = 0; i < 5000; i++) {
            transaction.put(key(String.format(Locale.ROOT, "%05d", i)), bytes("x"));
          }
          return null;
        });
    AtomicInteger seen = new AtomicInteger();
    run(() ->
        engine.scan(all(), ScanOrder.DESCENDING, ALL, (key, value) -> seen.incrementAndGet() > 0));
    assertThat(seen).hasValue(5000);
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
}
