package org.angarium.store.script;

import org.angarium.store.StoreException;
import org.angarium.store.account.AccountChange;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.CollectionType;
import org.angarium.store.engine.Reader;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.ScriptsRecord;

/** Scripts as a collection of the account: what memory keeps is their list. */
final class ScriptCollection implements CollectionType<ScriptsRecord, ScriptChange> {
  @Override
  public ScriptsRecord load(Reader reader, AccountId account) throws StoreException {
    byte[] stored = reader.get(Keys.scripts(account.value()));
    return stored == null ? ScriptsRecord.NONE : ScriptsRecord.decode(stored);
  }

  @Override
  public ScriptsRecord none() {
    return ScriptsRecord.NONE;
  }

  @Override
  public int weight(ScriptsRecord state) {
    return 64 + 160 * state.scripts().size();
  }

  @Override
  public ScriptChange participant(AccountChange change, ScriptsRecord base) {
    return new ScriptChange(change, base);
  }
}
