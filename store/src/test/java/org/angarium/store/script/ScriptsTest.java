package org.angarium.store.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreSettings;
import org.angarium.store.StoreVerify;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Watch;
import org.angarium.store.blob.BlobLimits;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.ChangeRecord;
import org.angarium.store.schema.Keys;
import org.angarium.store.script.ScriptRefusal.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptsTest {
  private static final AccountId ANNA = new AccountId(7);
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @TempDir Path folder;

  private final MemoryEngine engine = new MemoryEngine();
  private MailStore store;
  private Scripts scripts;

  @BeforeEach
  void open() throws StoreException {
    store = another();
    scripts = store.scripts();
  }

  /** On the same engine, with nothing in memory. */
  private MailStore another() throws StoreException {
    return MailStore.on(
        engine, folder, new StoreSettings(BlobLimits.DEFAULT, 1 << 20, 1 << 20), () -> NOW);
  }

  @AfterEach
  void sound() throws StoreException {
    List<StoreVerify.Problem> problems = new ArrayList<>();
    store.verifier().verify(problems::add);
    assertThat(problems).isEmpty();
    store.close();
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static void refused(
      Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ScriptRefusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  @Test
  void aScriptIsPutReadActivatedRenamedAndDeleted() throws Exception {
    assertThat(scripts.active(ANNA)).isEmpty();
    scripts.put(ANNA, "Regeln ü", text("keep;"));
    assertThat(scripts.list(ANNA)).containsExactly(new ScriptInfo(1, "Regeln ü", 5, NOW, false));
    scripts.activate(ANNA, "Regeln ü");
    scripts.put(ANNA, "Regeln ü", text("discard;"));
    Script active = scripts.active(ANNA).orElseThrow();
    assertThat(active.text()).isEqualTo(text("discard;"));
    assertThat(active.id()).isEqualTo(1);
    scripts.rename(ANNA, "Regeln ü", "main");
    assertThat(scripts.active(ANNA).orElseThrow().name()).isEqualTo("main");
    refused(Reason.ACTIVE, () -> scripts.delete(ANNA, "main"));
    scripts.activate(ANNA, null);
    scripts.delete(ANNA, "main");
    assertThat(scripts.list(ANNA)).isEmpty();
    assertThat(scripts.get(ANNA, "main")).isEmpty();
  }

  @Test
  void anotherStoreOnTheSameEngineReadsTheSame() throws Exception {
    scripts.put(ANNA, "a", text("keep;"));
    scripts.activate(ANNA, "a");
    MailStore other = another();
    assertThat(other.scripts().list(ANNA)).isEqualTo(scripts.list(ANNA));
    assertThat(other.scripts().active(ANNA).orElseThrow().text()).isEqualTo(text("keep;"));
  }

  @Test
  void rulesAreApartFromTheScriptsAndGoWithTheAccount() throws Exception {
    assertThat(scripts.rules(ANNA)).isEmpty();
    scripts.changeRules(ANNA, before -> text("keep;"));
    scripts.put(ANNA, "a", text("stop;"));
    byte[] after =
        scripts.changeRules(ANNA, before -> text(new String(before, UTF_8) + "discard;"));
    assertThat(after).isEqualTo(text("keep;discard;"));
    assertThat(another().scripts().rules(ANNA).orElseThrow()).isEqualTo(after);
    assertThat(scripts.list(ANNA)).hasSize(1);
    long before = modSeq();
    scripts.changeRules(ANNA, same -> same);
    assertThat(modSeq()).as("nothing has changed").isEqualTo(before);
    scripts.changeRules(ANNA, gone -> new byte[0]);
    assertThat(scripts.rules(ANNA)).isEmpty();
    scripts.changeRules(ANNA, none -> text("keep;"));
    store.mailboxes().deleteAccount(ANNA);
    assertThat(engine.get(Keys.scriptRules(ANNA.value()))).isNull();
  }

  @Test
  void readingMakesNoAccount() throws Exception {
    assertThat(scripts.list(ANNA)).isEmpty();
    assertThat(scripts.get(ANNA, "a")).isEmpty();
    assertThat(scripts.active(ANNA)).isEmpty();
    assertThat(engine.get(Keys.account(ANNA.value()))).isNull();
  }

  @Test
  void whatCannotBeIsRefusedAndChangesNothing() throws Exception {
    scripts.put(ANNA, "a", text("keep;"));
    long before = modSeq();
    refused(Reason.NONEXISTENT, () -> scripts.rename(ANNA, "no", "b"));
    refused(Reason.NONEXISTENT, () -> scripts.delete(ANNA, "no"));
    refused(Reason.NONEXISTENT, () -> scripts.activate(ANNA, "no"));
    refused(Reason.BAD_NAME, () -> scripts.put(ANNA, "", text("keep;")));
    refused(Reason.BAD_NAME, () -> scripts.put(ANNA, "a\nb", text("keep;")));
    refused(Reason.BAD_NAME, () -> scripts.put(ANNA, "a\u2028b", text("keep;")));
    refused(Reason.BAD_NAME, () -> scripts.put(ANNA, "a\ud800", text("keep;")));
    refused(Reason.BAD_NAME, () -> scripts.rename(ANNA, "a", "x".repeat(Scripts.MAX_NAME + 1)));
    refused(Reason.TOO_LARGE, () -> scripts.put(ANNA, "b", new byte[Scripts.MAX_SIZE + 1]));
    scripts.put(ANNA, "b", new byte[Scripts.MAX_SIZE]);
    refused(Reason.ALREADY_EXISTS, () -> scripts.rename(ANNA, "a", "b"));
    scripts.rename(ANNA, "a", "x".repeat(Scripts.MAX_NAME));
    assertThat(modSeq()).isEqualTo(before + 2);
  }

  @Test
  void thereAreSoManyScriptsAndNoMore() throws Exception {
    for (int i = 0; i < Scripts.MAX_SCRIPTS; i++) {
      scripts.put(ANNA, "s" + i, text("keep;"));
    }
    refused(Reason.TOO_MANY, () -> scripts.put(ANNA, "one more", text("keep;")));
    scripts.put(ANNA, "s1", text("stop;"));
    assertThat(scripts.list(ANNA)).hasSize(Scripts.MAX_SCRIPTS);
  }

  @Test
  void eachChangeIsInTheLogOfTheAccountUnderItsNumber() throws Exception {
    store.mailboxes().find(ANNA, "INBOX");
    scripts.put(ANNA, "a", text("keep;"));
    scripts.put(ANNA, "b", text("keep;"));
    scripts.activate(ANNA, "a");
    scripts.activate(ANNA, "b");
    scripts.delete(ANNA, "a");
    long last = modSeq();
    assertThat(items(last - 4)).isEqualTo(change(one(1), UidSet.EMPTY, UidSet.EMPTY));
    assertThat(items(last - 2)).isEqualTo(change(UidSet.EMPTY, one(1), UidSet.EMPTY));
    assertThat(items(last - 1)).isEqualTo(change(UidSet.EMPTY, UidSet.range(1, 2), UidSet.EMPTY));
    assertThat(items(last)).isEqualTo(change(UidSet.EMPTY, UidSet.EMPTY, one(1)));
    scripts.activate(ANNA, "b");
    assertThat(modSeq()).as("what changes nothing has no number").isEqualTo(last);
  }

  private static UidSet one(long id) {
    return UidSet.range(id, id);
  }

  private static ChangeRecord.ItemChange change(UidSet created, UidSet updated, UidSet destroyed) {
    return new ChangeRecord.ItemChange(ChangeRecord.ItemKind.SCRIPT, created, updated, destroyed);
  }

  private ChangeRecord.ItemChange items(long modSeq) throws StoreException {
    byte[] stored = Objects.requireNonNull(engine.get(Keys.change(ANNA.value(), modSeq)));
    return ChangeRecord.decode(stored).items().getFirst();
  }

  private long modSeq() throws StoreException {
    byte[] stored = Objects.requireNonNull(engine.get(Keys.account(ANNA.value())));
    return AccountRecord.decode(stored).lastModSeq();
  }

  @Test
  void aChangeWakesThoseWhoWatchTheAccount() throws Exception {
    try (Watch watch = store.mailboxes().watch(ANNA)) {
      scripts.put(ANNA, "a", text("keep;"));
      assertThat(watch.await(0)).isTrue();
    }
  }

  @Test
  void theScriptsOfADeletedAccountGo() throws Exception {
    scripts.put(ANNA, "a", text("keep;"));
    scripts.activate(ANNA, "a");
    store.mailboxes().deleteAccount(ANNA);
    assertThat(scripts.list(ANNA)).isEmpty();
    assertThat(engine.get(Keys.script(ANNA.value(), 1))).isNull();
  }

  @Test
  void verifyFindsATextThatIsMissingAndOneThatIsNotListed() throws Exception {
    scripts.put(ANNA, "a", text("keep;"));
    engine.<Boolean, StoreException>write(
        List.of(Lock.account(ANNA.value())),
        Durability.SYNCED,
        transaction -> {
          transaction.delete(Keys.script(ANNA.value(), 1));
          transaction.put(Keys.script(ANNA.value(), 9), text("stop;"));
          return true;
        },
        done -> {});
    List<String> problems = new ArrayList<>();
    store.verifier().verify(problem -> problems.add(problem.detail()));
    assertThat(problems)
        .anySatisfy(problem -> assertThat(problem).contains("script a has no text"))
        .anySatisfy(problem -> assertThat(problem).contains("texts of scripts"));
    engine.<Boolean, StoreException>write(
        List.of(Lock.account(ANNA.value())),
        Durability.SYNCED,
        transaction -> {
          transaction.delete(Keys.script(ANNA.value(), 9));
          transaction.put(Keys.script(ANNA.value(), 1), text("stop;"));
          return true;
        },
        done -> {});
  }

  @Test
  void randomChangesLeaveWhatAMapWouldHave() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<String, String> model = new HashMap<>();
    String active = null;
    for (int i = 0; i < 400; i++) {
      String name = "s" + random.nextInt(6);
      String other = "s" + random.nextInt(6);
      try {
        switch (random.nextInt(5)) {
          case 0, 1 -> {
            String text = "# " + random.nextInt();
            scripts.put(ANNA, name, text(text));
            model.put(name, text);
          }
          case 2 -> {
            scripts.delete(ANNA, name);
            assertThat(model.remove(name)).as("seed %d", seed).isNotNull();
            assertThat(name).as("seed %d", seed).isNotEqualTo(active);
          }
          case 3 -> {
            scripts.rename(ANNA, name, other);
            String text = Objects.requireNonNull(model.remove(name));
            assertThat(model.put(other, text)).as("seed %d", seed).isNull();
            active = name.equals(active) ? other : active;
          }
          default -> {
            String wanted = random.nextInt(4) == 0 ? null : name;
            scripts.activate(ANNA, wanted);
            active = wanted;
          }
        }
      } catch (ScriptRefusal refused) {
        boolean there = model.containsKey(name);
        switch (refused.reason()) {
          case NONEXISTENT -> assertThat(there).as("seed %d", seed).isFalse();
          case ACTIVE -> assertThat(name).as("seed %d", seed).isEqualTo(active);
          case ALREADY_EXISTS -> assertThat(model.containsKey(other)).as("seed %d", seed).isTrue();
          default -> throw refused;
        }
      }
      Set<String> names = new TreeSet<>();
      for (ScriptInfo info : scripts.list(ANNA)) {
        names.add(info.name());
        assertThat(info.active()).as("seed %d", seed).isEqualTo(info.name().equals(active));
        assertThat(scripts.get(ANNA, info.name()).orElseThrow().text())
            .as("seed %d", seed)
            .isEqualTo(text(Objects.requireNonNull(model.get(info.name()))));
      }
      assertThat(names).as("seed %d", seed).isEqualTo(model.keySet());
    }
  }
}
