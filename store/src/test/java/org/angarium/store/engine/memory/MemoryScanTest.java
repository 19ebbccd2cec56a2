package org.angarium.store.engine.memory;

import java.nio.file.Path;
import java.time.Duration;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.ScanContract;

class MemoryScanTest extends ScanContract {
  @Override
  protected Engine open(Path folder, Duration lockDeadline) {
    return new MemoryEngine(lockDeadline);
  }
}
