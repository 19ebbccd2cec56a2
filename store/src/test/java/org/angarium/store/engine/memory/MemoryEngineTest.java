package org.angarium.store.engine.memory;

import java.nio.file.Path;
import java.time.Duration;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.EngineContract;

class MemoryEngineTest extends EngineContract {
  @Override
  protected Engine open(Path folder, Duration lockDeadline) {
    return new MemoryEngine(lockDeadline);
  }
}
