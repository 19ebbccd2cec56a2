package org.angarium.store.blob;

import java.nio.file.Path;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.rocksdb.RocksEngine;
import org.angarium.store.engine.rocksdb.RocksSettings;

/** The contract of contents, kept by segments. */
class SegmentsRocksTest extends BlobContract {
  @Override
  Engine engine(Path folder) throws StoreException {
    return RocksEngine.open(folder, RocksSettings.DEFAULT);
  }

  @Override
  BlobStore open(Engine engine, Path folder) throws StoreException {
    return SegmentStore.open(engine, folder, BlobFixture.SMALL_SEGMENTS);
  }
}
