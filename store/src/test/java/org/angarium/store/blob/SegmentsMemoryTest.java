package org.angarium.store.blob;

import java.nio.file.Path;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.memory.MemoryEngine;

/** The contract of contents, kept by segments. */
class SegmentsMemoryTest extends BlobContract {
  @Override
  Engine engine(Path folder) throws StoreException {
    return new MemoryEngine();
  }

  @Override
  BlobStore open(Engine engine, Path folder) throws StoreException {
    return SegmentStore.open(engine, folder, BlobFixture.SMALL_SEGMENTS);
  }
}
