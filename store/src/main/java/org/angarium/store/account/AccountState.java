package org.angarium.store.account;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Reader;
import org.angarium.store.schema.AccountRecord;
import org.angarium.store.schema.Keys;
import org.jspecify.annotations.Nullable;

/**
 * The record of an account, and as much of its collections as somebody asked for, as of one version
 * of that record. Immutable.
 */
public final class AccountState {
  private final AccountRecord record;

  /** The record as it is stored: what a transaction based on this state expects to find. */
  private final byte[] stored;

  private final Map<CollectionType<?, ?>, Object> collections;
  private final int weight;

  private AccountState(
      AccountRecord record, byte[] stored, Map<CollectionType<?, ?>, Object> collections) {
    this.record = record;
    this.stored = stored;
    this.collections = collections;
    this.weight = 256 + weights(collections);
  }

  /** Without any collection yet. */
  static AccountState of(AccountRecord record, byte[] stored) {
    return new AccountState(record, stored, new HashMap<>());
  }

  /** Reads the account's record, or returns null where there is none yet. */
  public static @Nullable AccountState load(Reader reader, AccountId account)
      throws StoreException {
    byte[] stored = reader.get(Keys.account(account.value()));
    return stored == null ? null : of(AccountRecord.decode(stored), stored);
  }

  public AccountRecord record() {
    return record;
  }

  byte[] stored() {
    return stored;
  }

  /** The collection, or null where nobody has read it yet. */
  @SuppressWarnings("unchecked") // with() puts the state of a type under that type
  public <S> @Nullable S collection(CollectionType<S, ?> type) {
    return (S) collections.get(type);
  }

  <S> AccountState with(CollectionType<S, ?> type, S collection) {
    Map<CollectionType<?, ?>, Object> more = new HashMap<>(collections);
    more.put(type, collection);
    return new AccountState(record, stored, more);
  }

  /**
   * What a transaction leaves.
   *
   * @param changed the collections that it changed
   */
  AccountState after(
      AccountRecord changedRecord, byte[] storedRecord, Map<CollectionType<?, ?>, Object> changed) {
    Map<CollectionType<?, ?>, Object> all = new HashMap<>(collections);
    all.putAll(changed);
    return new AccountState(changedRecord, storedRecord, all);
  }

  /** With the collections of both, where they are of one version; else this one. */
  AccountState joined(AccountState other) {
    if (!isSameVersion(other) || collections.keySet().containsAll(other.collections.keySet())) {
      return this;
    }
    Map<CollectionType<?, ?>, Object> all = new HashMap<>(other.collections);
    all.putAll(collections);
    return new AccountState(record, stored, all);
  }

  /** Whether this is of a later version of the account than {@code other}. */
  boolean isNewerThan(AccountState other) {
    return record.isNewerThan(other.record);
  }

  boolean isSameVersion(AccountState other) {
    return Arrays.equals(stored, other.stored);
  }

  /** Octets in memory, about. */
  int weight() {
    return weight;
  }

  private static int weights(Map<CollectionType<?, ?>, Object> collections) {
    int weight = 0;
    for (Map.Entry<CollectionType<?, ?>, Object> entry : collections.entrySet()) {
      weight += weight(entry.getKey(), entry.getValue());
    }
    return weight;
  }

  @SuppressWarnings("unchecked") // as in collection()
  private static <S> int weight(CollectionType<S, ?> type, Object collection) {
    return type.weight((S) collection);
  }
}
