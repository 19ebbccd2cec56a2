package org.angarium.store.directory;

import java.nio.file.Path;
import java.time.Duration;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.rocksdb.RocksEngine;
import org.angarium.store.engine.rocksdb.RocksSettings;

class RocksDirectoryTest extends DirectoryStoreContract {
  @Override
  Engine open(Path folder, Duration lockDeadline) throws StoreException {
    return RocksEngine.open(
        folder,
        new RocksSettings(
            16L << 20,
            16L << 20,
            16L << 20,
            64,
            2,
            2,
            1L << 20,
            1L << 20,
            lockDeadline,
            Duration.ofSeconds(30),
            Duration.ofSeconds(10)));
  }
}
