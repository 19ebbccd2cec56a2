package org.angarium.store.engine;

import java.util.Comparator;

/**
 * Names a resource that a transaction changes. Locks are taken in their order, so that two
 * transactions never wait for each other in a circle.
 *
 * @param space what kind of thing, in the order of locking
 * @param id which one; things without a number of their own (names, hashes) use a hash, sharing a
 *     lock now and then
 */
public record Lock(Space space, long id) implements Comparable<Lock> {
  private static final Comparator<Lock> ORDER =
      Comparator.comparing(Lock::space).thenComparingLong(Lock::id);

  /** Kinds of locked things, in locking order. */
  public enum Space {
    DIRECTORY,
    ACCOUNT,
    QUEUE,
    BLOB,
    OTHER
  }

  public static Lock account(long id) {
    return new Lock(Space.ACCOUNT, id);
  }

  @Override
  public int compareTo(Lock other) {
    return ORDER.compare(this, other);
  }
}
