package org.angarium.store.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MemoryRecord;
import org.angarium.store.schema.ScriptsRecord;
import org.jspecify.annotations.Nullable;

/**
 * Brings the list of an account's Sieve scripts into agreement with their texts, and has scripts
 * forget what is damaged of what they remember. For an engine that nobody else uses.
 */
final class ScriptRepair {
  private static final String RECOVERED = "recovered ";

  private final Engine engine;
  private final RepairSteps steps;
  private final long now;

  /**
   * @param now milliseconds since 1970
   */
  ScriptRepair(Engine engine, RepairSteps steps, long now) {
    this.engine = engine;
    this.steps = steps;
    this.now = now;
  }

  void repair(AccountId account) throws StoreException {
    engine.<@Nullable Void, StoreException>write(
        List.of(Lock.account(account.value())),
        transaction -> {
          scripts(account, transaction);
          memories(account, transaction);
          return null;
        });
  }

  private void scripts(AccountId account, Transaction transaction) throws StoreException {
    Map<Integer, Integer> texts = new TreeMap<>();
    transaction.scan(
        Keys.all(Subspace.SCRIPT, account.value()),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> {
          if (Keys.isScript(key)) {
            texts.put((int) Keys.uidOf(key), value.length);
          }
          return true;
        });
    ScriptsRecord known = list(account, transaction);
    int active = 0;
    int next = known.next();
    List<ScriptsRecord.Script> scripts = new ArrayList<>();
    for (ScriptsRecord.Script script : known.scripts()) {
      Integer size = texts.remove(script.id());
      if (size == null) {
        steps.done(account, 0, 0, "the text of the script " + script.name() + " was lost");
      } else {
        active = script.id() == known.active() ? script.id() : active;
        scripts.add(new ScriptsRecord.Script(script.id(), script.name(), size, script.changedAt()));
      }
    }
    for (Map.Entry<Integer, Integer> text : texts.entrySet()) {
      String name = RECOVERED + text.getKey();
      scripts.add(new ScriptsRecord.Script(text.getKey(), name, text.getValue(), now));
      next = Math.max(next, text.getKey() + 1);
      steps.done(account, 0, 0, "a script had lost its name: it is now called " + name);
    }
    byte[] rules = transaction.get(Keys.scriptRules(account.value()));
    if (rules == null && known.rules() != 0) {
      steps.done(account, 0, 0, "forwarding, out-of-office and automatic reply were lost");
    }
    ScriptsRecord repaired =
        new ScriptsRecord(next, active, rules == null ? 0 : rules.length, scripts);
    byte[] stored = transaction.get(Keys.scripts(account.value()));
    if (!repaired.equals(known) || stored != null && !isList(stored)) {
      transaction.put(Keys.scripts(account.value()), repaired.encode());
    }
  }

  private ScriptsRecord list(AccountId account, Transaction transaction) throws StoreException {
    byte[] stored = transaction.get(Keys.scripts(account.value()));
    if (stored != null && !isList(stored)) {
      steps.done(account, 0, 0, "the list of its scripts was damaged: none is active");
    }
    return stored == null || !isList(stored) ? ScriptsRecord.NONE : ScriptsRecord.decode(stored);
  }

  private static boolean isList(byte[] stored) {
    try {
      ScriptsRecord.decode(stored);
      return true;
    } catch (DamagedRecordException damaged) {
      return false;
    }
  }

  private void memories(AccountId account, Transaction transaction) throws StoreException {
    List<byte[]> wrong = new ArrayList<>();
    transaction.scan(
        Keys.scriptMemories(account.value()),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> {
          try {
            if (!MemoryRecord.decode(value).isPart(Keys.scriptMemoryOf(key))) {
              wrong.add(key);
            }
          } catch (DamagedRecordException damaged) {
            wrong.add(key);
          }
          return true;
        });
    wrong.forEach(transaction::delete);
    if (!wrong.isEmpty()) {
      steps.done(account, 0, 0, "some of what its scripts remember was damaged: it is forgotten");
    }
  }
}
