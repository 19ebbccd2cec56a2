package org.angarium.store.engine.memory;

import java.nio.file.Path;
import java.time.Duration;
import org.angarium.store.engine.ConcurrencyContract;
import org.angarium.store.engine.Engine;

class MemoryConcurrencyTest extends ConcurrencyContract {
  @Override
  protected Engine open(Path folder, Duration lockDeadline) {
    return new MemoryEngine(lockDeadline);
  }
}
