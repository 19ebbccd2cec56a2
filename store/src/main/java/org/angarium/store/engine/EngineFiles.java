package org.angarium.store.engine;

import java.nio.file.Path;
import org.angarium.store.StoreException;

/** What an engine can do whose space is files of this machine alone. */
public interface EngineFiles {
  /**
   * Writes a consistent copy of everything to {@code folder} (made by this call) while the engine
   * goes on. Durable on return.
   */
  void backup(Path folder) throws StoreException;

  /**
   * Looks whether much of the room on disk belongs to what was deleted, and if so has it given back
   * by and by. To be called now and then; returns at once.
   */
  void reclaim() throws StoreException;
}
