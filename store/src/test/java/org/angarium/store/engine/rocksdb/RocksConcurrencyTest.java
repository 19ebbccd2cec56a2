package org.angarium.store.engine.rocksdb;

import java.nio.file.Path;
import java.time.Duration;
import org.angarium.store.StoreException;
import org.angarium.store.engine.ConcurrencyContract;
import org.angarium.store.engine.Engine;

class RocksConcurrencyTest extends ConcurrencyContract {
  @Override
  protected Engine open(Path folder, Duration lockDeadline) throws StoreException {
    return RocksEngine.open(folder, RocksEngineTest.settings(lockDeadline, Duration.ofSeconds(10)));
  }
}
