package org.angarium.store.engine;

/** What a write waits for. */
public enum Durability {
  /** On disk: survives loss of power. What mail needs. */
  SYNCED,
  /**
   * Handed to the operating system: survives the process, not the machine. For what may be lost,
   * such as traces.
   */
  RELAXED
}
