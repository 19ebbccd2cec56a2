package org.angarium.store.engine;

/**
 * A consistent view of everything committed at one moment. Holds resources of the engine: close it
 * soon. Usable by one thread at a time.
 */
public interface Snapshot extends Reader, AutoCloseable {
  @Override
  void close();
}
