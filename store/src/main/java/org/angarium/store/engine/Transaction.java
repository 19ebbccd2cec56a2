package org.angarium.store.engine;

import org.jspecify.annotations.Nullable;

/**
 * Changes under way. Reads see the newest committed state together with this transaction's own
 * changes; since the locks of everything it touches are held, what it reads does not change under
 * it. Only valid inside {@link Engine#write}, on that thread.
 */
public interface Transaction extends Reader {
  /** Both arrays are copied: the caller may reuse them. */
  void put(byte[] key, byte[] value);

  /** As {@link #put} for a large value: it is not copied and must not be changed any more. */
  void give(byte[] key, byte[] value);

  /** Nothing happens where there is no such key. */
  void delete(byte[] key);

  /**
   * Says that the work is based on this committed value of a root record (an account, the
   * directory, a queue's owner), from its beginning on. On a space that several nodes share, the
   * transaction is committed only if the record is still so; else the work runs again. On a space
   * of one process the locks see to it, and this costs nothing. Both arrays are kept and must not
   * be changed any more.
   *
   * @param value as read, or null where there was no such record
   */
  void expect(byte[] key, byte @Nullable [] value);

  /**
   * How often the work has run before, in vain: 0 at first. A work that runs again must not rely on
   * what memory holds of the records that it expects.
   */
  int attempt();

  /** Has other nodes on the same space told of a change once it is committed. */
  void tell(News news);
}
