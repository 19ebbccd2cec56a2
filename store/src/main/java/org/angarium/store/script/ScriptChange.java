package org.angarium.store.script;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.account.AccountChange;
import org.angarium.store.account.ChangeEntry;
import org.angarium.store.account.Participant;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.ChangeRecord.ItemKind;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.ScriptsRecord;
import org.angarium.store.script.ScriptRefusal.Reason;
import org.jspecify.annotations.Nullable;

/** The scripts of one account within one transaction. For one thread. */
final class ScriptChange implements Participant<ScriptsRecord> {
  private final Transaction transaction;
  private final long account;
  private final long now;
  private final List<ScriptsRecord.Script> scripts;
  private final UidSet.Builder created = UidSet.builder();
  private final UidSet.Builder updated = UidSet.builder();
  private final UidSet.Builder destroyed = UidSet.builder();
  private int next;
  private int active;
  private int rules;
  private boolean changed;

  ScriptChange(AccountChange owner, ScriptsRecord base) {
    this.transaction = owner.transaction();
    this.account = owner.account().value();
    this.now = owner.now();
    this.scripts = new ArrayList<>(base.scripts());
    this.next = base.next();
    this.active = base.active();
    this.rules = base.rules();
  }

  private int indexOf(String name) {
    for (int i = 0; i < scripts.size(); i++) {
      if (scripts.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private int existing(String name) throws ScriptRefusal {
    int at = indexOf(name);
    if (at < 0) {
      throw new ScriptRefusal(Reason.NONEXISTENT, "no such script");
    }
    return at;
  }

  /** Puts a text under a name, new or in place of another. */
  ScriptInfo put(String name, byte[] text, int most) throws ScriptRefusal {
    int at = indexOf(name);
    if (at < 0 && scripts.size() >= most) {
      throw new ScriptRefusal(Reason.TOO_MANY, "there are " + most + " scripts already");
    }
    int id = at < 0 ? next++ : scripts.get(at).id();
    ScriptsRecord.Script script = new ScriptsRecord.Script(id, name, text.length, now);
    if (at < 0) {
      scripts.add(script);
      created.add(id);
    } else {
      scripts.set(at, script);
      updated.add(id);
    }
    transaction.put(Keys.script(account, id), text);
    changed = true;
    return Scripts.info(script, active);
  }

  void rename(String name, String other) throws ScriptRefusal {
    int at = existing(name);
    if (name.equals(other)) {
      return;
    }
    if (indexOf(other) >= 0) {
      throw new ScriptRefusal(Reason.ALREADY_EXISTS, "a script of that name exists");
    }
    ScriptsRecord.Script old = scripts.get(at);
    scripts.set(at, new ScriptsRecord.Script(old.id(), other, old.size(), old.changedAt()));
    updated.add(old.id());
    changed = true;
  }

  /** The active one stays (RFC 5804 §2.10). */
  void delete(String name) throws ScriptRefusal {
    int at = existing(name);
    if (scripts.get(at).id() == active) {
      throw new ScriptRefusal(Reason.ACTIVE, "the active script cannot be deleted");
    }
    remove(at);
  }

  private void remove(int at) {
    ScriptsRecord.Script gone = scripts.remove(at);
    transaction.delete(Keys.script(account, gone.id()));
    destroyed.add(gone.id());
    changed = true;
  }

  /**
   * @param name null: no script is active any more
   */
  void activate(@Nullable String name) throws ScriptRefusal {
    int wanted = name == null ? 0 : scripts.get(existing(name)).id();
    if (wanted == active) {
      return;
    }
    if (active != 0) {
      updated.add(active);
    }
    if (wanted != 0) {
      updated.add(wanted);
    }
    active = wanted;
    changed = true;
  }

  /**
   * The script that is made of the account's settings.
   *
   * @param text empty for none
   */
  void rules(byte[] text) {
    if (text.length == 0) {
      transaction.delete(Keys.scriptRules(account));
    } else {
      transaction.put(Keys.scriptRules(account), text);
    }
    rules = text.length;
    changed = true;
  }

  @Override
  public void accountDeleted() {
    active = 0;
    if (rules != 0) {
      rules(new byte[0]);
    }
    while (!scripts.isEmpty()) {
      remove(scripts.size() - 1);
    }
  }

  @Override
  public boolean isChanged() {
    return changed;
  }

  @Override
  public ScriptsRecord finish(ChangeEntry entry) {
    ScriptsRecord record = new ScriptsRecord(next, active, rules, scripts);
    transaction.put(Keys.scripts(account), record.encode());
    entry.items(ItemKind.SCRIPT, created.build(), updated.build(), destroyed.build());
    return record;
  }
}
