package org.angarium.store.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.DirectoryRefusal.Reason;
import org.angarium.store.engine.memory.MemoryEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random changes, done to the store and to plain maps, must come out the same. */
class DirectoryModelTest {
  private static final int STEPS = 4_000;

  private final Set<String> domains = new TreeSet<>();
  private final Map<EmailAddress, Object> owners = new HashMap<>();
  private final Map<EmailAddress, Set<EmailAddress>> aliases = new HashMap<>();
  private final Map<AccountId, EmailAddress> primaries = new HashMap<>();
  private final Set<AccountId> buried = new LinkedHashSet<>();

  @Test
  void followsAModel() throws Exception {
    long seed = System.nanoTime();
    try {
      run(new Random(seed));
    } catch (AssertionError | Exception wrong) {
      throw new AssertionError("seed " + seed, wrong);
    }
  }

  private void run(Random random) throws Exception {
    try (MemoryEngine engine = new MemoryEngine()) {
      DirectoryStore store =
          DirectoryStore.open(engine, DirectoryLimits.DEFAULT, DirectoryStoreContract.CLOCK);
      for (int step = 0; step < STEPS; step++) {
        step(store, random);
        if (step % 500 == 0) {
          compare(store);
          assertThat(DirectoryCheck.run(engine, 10).problems()).isEmpty();
        }
      }
      compare(store);
      DirectoryCheck.Report report = DirectoryCheck.run(engine, 10);
      assertThat(report.problems()).isEmpty();
      assertThat(report.accounts()).isEqualTo(primaries.size());
      assertThat(report.aliases()).isEqualTo(aliases.size());
      assertThat(report.names()).isEqualTo(owners.size());
      assertThat(report.domains()).isEqualTo(domains.size());
      assertThat(report.tombstones()).isEqualTo(buried.size());
    }
  }

  private void step(DirectoryStore store, Random random) throws Exception {
    String domain = "d" + random.nextInt(4) + ".test";
    EmailAddress name = new EmailAddress("n" + random.nextInt(25), domain);
    EmailAddress target = new EmailAddress("t" + random.nextInt(3), "elsewhere.test");
    AccountId id = anyAccount(random);
    Reason expected = null;
    Reason got = null;
    switch (random.nextInt(10)) {
      case 0 -> {
        expected = domains.contains(domain) ? Reason.EXISTS : null;
        got = refusal(() -> store.createDomain(domain));
        domains.add(domain);
      }
      case 1 -> {
        boolean used = owners.keySet().stream().anyMatch(n -> n.domain().equals(domain));
        expected =
            !domains.contains(domain) ? Reason.UNKNOWN : used ? Reason.DOMAIN_NOT_EMPTY : null;
        got = refusal(() -> store.deleteDomain(domain));
        if (expected == null) {
          domains.remove(domain);
        }
      }
      case 2, 3 -> {
        expected = claim(name);
        AccountId[] made = new AccountId[1];
        got =
            refusal(() ->
                made[0] =
                    store
                        .createAccounts(
                            List.of(NewAccount.user(name)), DirectoryStoreContract.secrets(1))
                        .getFirst()
                        .id());
        if (expected == null && made[0] != null) {
          owners.put(name, made[0]);
          primaries.put(made[0], name);
        }
      }
      case 4 -> {
        expected = !primaries.containsKey(id) ? Reason.UNKNOWN : claim(name);
        got = refusal(() -> store.addName(id, name));
        if (expected == null) {
          owners.put(name, id);
        }
      }
      case 5 -> {
        expected =
            !primaries.containsKey(id)
                ? Reason.UNKNOWN
                : name.equals(primaries.get(id))
                    ? Reason.BAD_VALUE
                    : id.equals(owners.get(name)) ? null : Reason.UNKNOWN;
        got = refusal(() -> store.removeName(id, name));
        if (expected == null) {
          owners.remove(name);
        }
      }
      case 6 -> {
        expected =
            !primaries.containsKey(id)
                ? Reason.UNKNOWN
                : id.equals(owners.get(name)) ? null : claim(name);
        got = refusal(() -> store.setPrimary(id, name));
        if (expected == null) {
          owners.put(name, id);
          primaries.put(id, name);
        }
      }
      case 7 -> {
        expected = primaries.containsKey(id) ? null : Reason.UNKNOWN;
        got = refusal(() -> store.deleteAccount(id));
        if (expected == null) {
          owners.values().removeIf(id::equals);
          primaries.remove(id);
          buried.add(id);
        }
      }
      case 8 -> {
        expected = claim(name);
        got = refusal(() -> store.createAlias(name, List.of(target)));
        if (expected == null) {
          owners.put(name, "alias");
          aliases.put(name, new LinkedHashSet<>(List.of(target)));
        }
      }
      default -> {
        Set<EmailAddress> targets = aliases.get(name);
        if (targets == null) {
          expected = Reason.UNKNOWN;
          got = refusal(() -> store.deleteAlias(name));
        } else if (random.nextInt(3) == 0) {
          got = refusal(() -> store.deleteAlias(name));
          aliases.remove(name);
          owners.remove(name);
        } else {
          got = refusal(() -> store.changeTargets(name, List.of(target), List.of()));
          targets.add(target);
        }
      }
    }
    assertThat(got).isEqualTo(expected);
  }

  private @Nullable Reason claim(EmailAddress name) {
    return !domains.contains(name.domain())
        ? Reason.UNKNOWN_DOMAIN
        : owners.containsKey(name) ? Reason.EXISTS : null;
  }

  private AccountId anyAccount(Random random) {
    List<AccountId> ids = new ArrayList<>(primaries.keySet());
    return ids.isEmpty() || random.nextInt(20) == 0
        ? new AccountId(1_000_000)
        : ids.get(random.nextInt(ids.size()));
  }

  private void compare(DirectoryStore store) throws Exception {
    for (int d = 0; d < 4; d++) {
      assertThat(store.domain("d" + d + ".test").isPresent())
          .isEqualTo(domains.contains("d" + d + ".test"));
      for (int n = 0; n < 25; n++) {
        EmailAddress name = new EmailAddress("n" + n, "d" + d + ".test");
        Object expected = owners.get(name);
        NameOwner owner = store.owner(name).orElse(null);
        if (expected == null) {
          assertThat(owner).isNull();
        } else if (expected instanceof AccountId id) {
          assertThat(owner).isEqualTo(new NameOwner.OfAccount(id, name.equals(primaries.get(id))));
        } else {
          assertThat(owner)
              .isInstanceOfSatisfying(
                  NameOwner.OfAlias.class,
                  alias ->
                      assertThat(alias.alias().targets())
                          .containsExactlyElementsOf(aliases.get(name)));
        }
      }
    }
    assertThat(store.tombstones(1_000).stream().map(Tombstone::account).toList())
        .containsExactlyElementsOf(
            new TreeSet<>(buried.stream().map(AccountId::value).toList())
                .stream().limit(1_000).map(AccountId::new).toList());
  }

  private interface Change {
    void run() throws Exception;
  }

  private static @Nullable Reason refusal(Change change) throws Exception {
    try {
      change.run();
      return null;
    } catch (DirectoryRefusal refusal) {
      return refusal.reason();
    }
  }
}
