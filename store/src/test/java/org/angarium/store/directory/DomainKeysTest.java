package org.angarium.store.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.memory.MemoryEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DomainKeysTest {
  private static final Instant MONDAY = Instant.parse("2026-11-30T08:00:00Z");
  private static final Instant LATER = Instant.parse("2026-12-02T08:00:00Z");

  private final Engine engine = new MemoryEngine();
  private DirectoryStore directory;
  private DomainKeys keys;

  @BeforeEach
  void open() throws Exception {
    directory = DirectoryStore.open(engine, DirectoryLimits.DEFAULT, Clock.systemUTC());
    directory.createDomain("a.test");
    directory.createDomain("ab.test");
    keys = directory.keys();
  }

  private static DomainKey key(String domain, String selector, DomainKey.State state) {
    return new DomainKey(
        domain,
        selector,
        DomainKey.Algorithm.RSA,
        new byte[] {1, 2, 3},
        "v=DKIM1; p=",
        state,
        MONDAY,
        MONDAY);
  }

  private static DomainKey waiting(String domain, String selector) {
    return key(domain, selector, DomainKey.State.WAITING);
  }

  @Test
  void keepsTheKeysOfEachDomain() throws Exception {
    keys.add(List.of(waiting("a.test", "r1"), waiting("a.test", "e1")));
    keys.add(List.of(waiting("ab.test", "r1")));
    assertThat(keys.of("a.test")).containsExactly(waiting("a.test", "e1"), waiting("a.test", "r1"));
    assertThat(keys.of("ab.test")).containsExactly(waiting("ab.test", "r1"));
    assertThat(keys.of("b.test")).isEmpty();
    assertThat(DirectoryCheck.run(engine, 10).problems()).isEmpty();
  }

  @Test
  void addsAllOrNone() throws Exception {
    keys.add(List.of(waiting("a.test", "r1")));
    assertThatThrownBy(() -> keys.add(List.of(waiting("a.test", "r2"), waiting("a.test", "r1"))))
        .isInstanceOf(DirectoryRefusal.class);
    assertThatThrownBy(() -> keys.add(List.of(waiting("nowhere.test", "r1"))))
        .isInstanceOf(DirectoryRefusal.class);
    assertThat(keys.of("a.test")).hasSize(1);
  }

  @Test
  void aDomainHasABoundedNumberOfKeys() throws Exception {
    for (int i = 0; i < DomainKeys.PER_DOMAIN - 1; i++) {
      keys.add(List.of(waiting("a.test", "r" + i)));
    }
    assertThatThrownBy(() -> keys.add(List.of(waiting("a.test", "x"), waiting("a.test", "y"))))
        .isInstanceOf(DirectoryRefusal.class);
    keys.add(List.of(waiting("a.test", "x")));
    assertThat(keys.of("a.test")).hasSize(DomainKeys.PER_DOMAIN);
    assertThatThrownBy(() -> keys.add(List.of(waiting("a.test", "z"))))
        .isInstanceOf(DirectoryRefusal.class);
  }

  @Test
  void movesOnlyThoseThatAreInTheStateExpected() throws Exception {
    DomainKey one = waiting("a.test", "r1");
    DomainKey two = key("a.test", "r2", DomainKey.State.RETIRED);
    keys.add(List.of(one, two));
    keys.move(
        List.of(one, two, waiting("a.test", "gone")),
        DomainKey.State.WAITING,
        DomainKey.State.SIGNING,
        LATER);
    assertThat(keys.of("a.test")).containsExactly(one.in(DomainKey.State.SIGNING, LATER), two);
  }

  @Test
  void keysGoWithTheirDomain() throws Exception {
    keys.add(List.of(waiting("a.test", "r1")));
    keys.add(List.of(waiting("ab.test", "r1")));
    assertThat(keys.delete("ab.test", "r1")).contains(waiting("ab.test", "r1"));
    assertThat(keys.delete("ab.test", "r1")).isEmpty();
    directory.deleteDomain("a.test");
    directory.createDomain("a.test");
    assertThat(keys.of("a.test")).isEmpty();
  }

  @Test
  void whatIsDamagedIsToldAndTakenOutByRepair() throws Exception {
    keys.add(List.of(waiting("a.test", "r1"), waiting("a.test", "r2")));
    byte[] name = DirectoryKeys.domainKey("a.test", "r1");
    engine.<Integer, StoreException>write(
        DirectoryStore.LOCK,
        transaction -> {
          transaction.put(name, new byte[] {1, 9});
          return 1;
        });
    assertThat(DirectoryCheck.run(engine, 10).problems()).hasSize(1);
    List<String> steps = new ArrayList<>();
    new DirectoryRepair(engine, steps::add).repair(0, 0, MONDAY);
    assertThat(steps).anyMatch(step -> step.startsWith("lost: a key that signs mail"));
    assertThat(keys.of("a.test")).containsExactly(waiting("a.test", "r2"));
    assertThat(DirectoryCheck.run(engine, 10).problems()).isEmpty();
  }

  @Test
  void theSecretStaysOutOfLogs() {
    assertThat(waiting("a.test", "r1").toString())
        .isEqualTo("DomainKey[r1._domainkey.a.test, WAITING]");
  }
}
