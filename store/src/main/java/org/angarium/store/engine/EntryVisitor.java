package org.angarium.store.engine;

/**
 * Sees the entries of a scan. It may run on a thread of the engine's while the caller waits, so it
 * must not block.
 */
@FunctionalInterface
public interface EntryVisitor {
  /** Returns false to stop the scan after this entry. */
  boolean visit(byte[] key, byte[] value);
}
