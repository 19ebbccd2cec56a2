package org.angarium.store.directory;

import org.angarium.store.StoreException;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.Transaction;
import org.angarium.store.engine.Work;
import org.jspecify.annotations.Nullable;

/**
 * The root record of the directory: a number of 8 octets that each change raises. Every change
 * expects it, so on a space that several nodes share no change is based on a directory of before;
 * the lock of the directory alone keeps out this process only.
 */
final class DirectoryVersion {
  private DirectoryVersion() {}

  /** Runs {@code work} as a change of the directory, under the directory's lock. */
  static <R extends @Nullable Object, X extends Exception> R change(
      Transaction transaction, Work<R, X> work) throws X, StoreException {
    byte[] key = DirectoryKeys.version();
    byte[] before = transaction.get(key);
    transaction.expect(key, before);
    R result = work.run(transaction);
    // A damaged number begins anew: what counts is that it is another one.
    long number =
        before == null || before.length != Long.BYTES ? 0 : DirectoryKeys.readLong(before, 0);
    transaction.put(key, DirectoryKeys.longValue(number + 1));
    return result;
  }

  /** How many changes there were; 0 before the first. */
  static long of(Reader reader) throws StoreException {
    byte[] record = reader.get(DirectoryKeys.version());
    return record == null || record.length != Long.BYTES ? 0 : DirectoryKeys.readLong(record, 0);
  }
}
