package org.angarium.store.account;

import org.angarium.store.StoreException;
import org.angarium.store.engine.Reader;

/**
 * A kind of collection that accounts have: mailboxes, scripts. One instance for all accounts, known
 * to {@link Accounts#add} before the first use. Thread-safe.
 *
 * @param <S> what memory keeps of the collection of one account, immutable; compared by equals
 * @param <P> changes it
 */
public interface CollectionType<S, P extends Participant<S>> {
  /**
   * Reads the collection of an account that exists.
   *
   * @param reader shows one moment
   */
  S load(Reader reader, AccountId account) throws StoreException;

  /** The collection of an account that is just being made. */
  S none();

  /** Octets in memory, about. */
  int weight(S state);

  /**
   * Takes part in a change.
   *
   * @param base the collection as it is committed
   */
  P participant(AccountChange change, S base);
}
