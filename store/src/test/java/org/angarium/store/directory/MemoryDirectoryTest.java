package org.angarium.store.directory;

import java.nio.file.Path;
import java.time.Duration;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.memory.MemoryEngine;

class MemoryDirectoryTest extends DirectoryStoreContract {
  @Override
  Engine open(Path folder, Duration lockDeadline) {
    return new MemoryEngine(lockDeadline);
  }
}
