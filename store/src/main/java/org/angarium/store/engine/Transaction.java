package org.angarium.store.engine;

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
}
