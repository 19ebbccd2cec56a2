package org.angarium.store.account;

import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * One collection of an account within one transaction. It writes its own records; the account's
 * record, the modification number and the change log are kept by {@link AccountChange}, which asks
 * each participant at the end of the work. For the transaction's thread.
 *
 * @param <S> what memory keeps of the collection, immutable
 */
public interface Participant<S> {
  /** The account was made by this transaction: makes what every account has from the start. */
  default void accountMade() throws StoreException {}

  /** The account is deleted by this transaction: whatever can go at once goes. */
  default void accountDeleted() throws StoreException {}

  /** Whether anything changed that gets a modification number and an entry in the change log. */
  boolean isChanged();

  /**
   * Writes the records of what changed and says so in the log. Called once, at the end of the work,
   * and only if something changed.
   *
   * @return the collection as it is after the commit
   */
  S finish(ChangeEntry entry) throws StoreException;

  /**
   * Writes what is no change that anybody is told of, if there is such. Called once, at the end of
   * the work, where nothing else changed.
   *
   * @return the collection as it is after the commit, or null if nothing was written
   */
  default @Nullable S finishAside() throws StoreException {
    return null;
  }

  /**
   * After the commit, while the account's lock is held: what others see from now on. Must be short
   * and must not fail.
   */
  default void install() {}
}
