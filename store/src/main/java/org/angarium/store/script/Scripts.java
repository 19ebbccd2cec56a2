package org.angarium.store.script;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Accounts;
import org.angarium.store.engine.Reader;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.ScriptsRecord;
import org.angarium.store.script.ScriptRefusal.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The service for users' Sieve scripts. Thread-safe; each changing call is one transaction that is
 * durable on return, and watches of the account know of it by then.
 */
public final class Scripts {
  /** Scripts of one account. */
  public static final int MAX_SCRIPTS = 64;

  /** Octets of a text. */
  public static final int MAX_SIZE = 256 << 10;

  /** Characters of a name; RFC 5804 §1.6 asks for 128 at least. */
  public static final int MAX_NAME = 256;

  private final Accounts accounts;
  private final ScriptCollection collection = new ScriptCollection();

  /** To be made before the accounts are used. */
  public Scripts(Accounts accounts) {
    this.accounts = accounts;
    accounts.add(collection);
  }

  /** By name; none for an account that was never made. */
  public List<ScriptInfo> list(AccountId account) throws StoreException {
    ScriptsRecord record = accounts.collection(account, collection);
    List<ScriptInfo> list = new ArrayList<>();
    if (record != null) {
      for (ScriptsRecord.Script script : record.scripts()) {
        list.add(info(script, record.active()));
      }
    }
    list.sort(Comparator.comparing(ScriptInfo::name));
    return list;
  }

  static ScriptInfo info(ScriptsRecord.Script script, int active) {
    return new ScriptInfo(
        script.id(),
        script.name(),
        script.size(),
        Instant.ofEpochMilli(script.changedAt()),
        script.id() == active);
  }

  /** The script of that name. */
  public Optional<Script> get(AccountId account, String name) throws StoreException {
    return read(account, (script, active) -> script.name().equals(name));
  }

  /** The script that is to be run for a delivery. One look into memory where there is none. */
  public Optional<Script> active(AccountId account) throws StoreException {
    ScriptsRecord record = accounts.collection(account, collection);
    return record == null || record.active() == 0
        ? Optional.empty()
        : read(account, (script, active) -> script.id() == active);
  }

  /**
   * The script that is made of the account's settings and runs before its own; none of the list.
   * One look into memory where there is none.
   */
  public Optional<byte[]> rules(AccountId account) throws StoreException {
    ScriptsRecord record = accounts.collection(account, collection);
    return record == null || record.rules() == 0
        ? Optional.empty()
        : accounts.read(
            account,
            (reader, root) -> Optional.ofNullable(reader.get(Keys.scriptRules(account.value()))));
  }

  /** Changes the rules; given what they are, or nothing, and gives what they are to be. */
  public interface RulesChange<X extends Exception> {
    /**
     * @param text empty where there are none
     * @return empty for none
     */
    byte[] changed(byte[] text) throws X;
  }

  /**
   * Changes the script that is made of the account's settings.
   *
   * @param change may run again; gives at most {@link #MAX_SIZE} octets
   * @return the text as it is now
   */
  public <X extends Exception> byte[] changeRules(AccountId account, RulesChange<X> change)
      throws StoreException, X {
    return accounts.<byte[], X>change(
        account,
        (transaction, changes) -> {
          ScriptChange scripts = changes.of(account).of(collection);
          byte[] stored = transaction.get(Keys.scriptRules(account.value()));
          byte[] before = stored == null ? new byte[0] : stored;
          byte[] after = change.changed(before);
          if (after.length > MAX_SIZE) {
            throw new IllegalArgumentException("rules of " + after.length + " octets");
          }
          if (!Arrays.equals(before, after)) {
            scripts.rules(after);
          }
          return after;
        });
  }

  private interface Choice {
    boolean isWanted(ScriptsRecord.Script script, int active);
  }

  /** List and text are of one version of the account. */
  private Optional<Script> read(AccountId account, Choice choice) throws StoreException {
    return accounts.read(account, (reader, root) -> read(reader, account, choice));
  }

  private Optional<Script> read(Reader reader, AccountId account, Choice choice)
      throws StoreException {
    ScriptsRecord record = collection.load(reader, account);
    for (ScriptsRecord.Script script : record.scripts()) {
      if (choice.isWanted(script, record.active())) {
        byte[] text = reader.get(Keys.script(account.value(), script.id()));
        if (text == null) {
          throw new StoreException("script " + script.id() + " of " + account + " has no text");
        }
        return Optional.of(
            new Script(script.id(), script.name(), text, script.id() == record.active()));
      }
    }
    return Optional.empty();
  }

  /** Whether a script may have this name and size, as far as can be told beforehand. */
  public static void check(String name, int size) throws ScriptRefusal {
    checkName(name);
    if (size > MAX_SIZE) {
      throw new ScriptRefusal(Reason.TOO_LARGE, "a script has at most " + MAX_SIZE + " octets");
    }
  }

  /** RFC 5804 §1.6: no control characters, no line ends of any kind. */
  private static void checkName(String name) throws ScriptRefusal {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new ScriptRefusal(
          Reason.BAD_NAME, "a script's name has 1 to " + MAX_NAME + " characters");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean half =
          Character.isHighSurrogate(c)
                  && (i + 1 == name.length() || !Character.isLowSurrogate(name.charAt(i + 1)))
              || Character.isLowSurrogate(c)
                  && (i == 0 || !Character.isHighSurrogate(name.charAt(i - 1)));
      if (c < ' ' || c >= 0x7F && c <= 0x9F || c == 0x2028 || c == 0x2029 || half) {
        throw new ScriptRefusal(
            Reason.BAD_NAME, "a script's name has no control characters and no line ends");
      }
    }
  }

  /** Puts a text under a name: a new script, or the new text of the one that has the name. */
  public ScriptInfo put(AccountId account, String name, byte[] text)
      throws StoreException, ScriptRefusal {
    check(name, text.length);
    return accounts.<ScriptInfo, ScriptRefusal>change(
        account,
        (transaction, changes) -> changes.of(account).of(collection).put(name, text, MAX_SCRIPTS));
  }

  public void rename(AccountId account, String name, String other)
      throws StoreException, ScriptRefusal {
    checkName(other);
    accounts.<@Nullable Void, ScriptRefusal>change(
        account,
        (transaction, changes) -> {
          changes.of(account).of(collection).rename(name, other);
          return null;
        });
  }

  /** Not the active one. */
  public void delete(AccountId account, String name) throws StoreException, ScriptRefusal {
    accounts.<@Nullable Void, ScriptRefusal>change(
        account,
        (transaction, changes) -> {
          changes.of(account).of(collection).delete(name);
          return null;
        });
  }

  /**
   * Has the script run for each delivery from now on, instead of the one that was.
   *
   * @param name null: none is run any more
   */
  public void activate(AccountId account, @Nullable String name)
      throws StoreException, ScriptRefusal {
    accounts.<@Nullable Void, ScriptRefusal>change(
        account,
        (transaction, changes) -> {
          changes.of(account).of(collection).activate(name);
          return null;
        });
  }
}
