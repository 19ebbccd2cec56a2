package org.angarium.store.blob;

import static org.angarium.store.blob.BlobFixture.SMALL_SEGMENTS;
import static org.angarium.store.blob.BlobFixture.contents;
import static org.angarium.store.blob.BlobFixture.problems;
import static org.angarium.store.blob.BlobFixture.read;
import static org.angarium.store.blob.BlobFixture.store;
import static org.angarium.store.blob.BlobFixture.unlink;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.EngineFiles;
import org.angarium.store.engine.rocksdb.RocksEngine;
import org.angarium.store.engine.rocksdb.RocksSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BlobBackupTest {
  @TempDir Path folder;

  private static Engine engine(Path folder) throws StoreException {
    return RocksEngine.open(folder, RocksSettings.DEFAULT);
  }

  @Test
  void aBackupDuringWritesAndDeletionsIsWholeAndStandsAlone() throws Exception {
    Map<BlobId, byte[]> kept = new LinkedHashMap<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean stop = new AtomicBoolean();
    try (Engine engine = engine(folder.resolve("engine"));
        SegmentStore blobs = SegmentStore.open(engine, folder.resolve("blobs"), SMALL_SEGMENTS)) {
      for (int i = 0; i < 10; i++) {
        byte[] contents = contents(i, 100_000);
        kept.put(store(engine, blobs, contents), contents);
      }
      Thread writer =
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 1000; !stop.get(); i++) {
                unlink(engine, store(engine, blobs, contents(i, 100_000)));
                new BlobCollector(blobs).collect(100);
                new SegmentCompaction(blobs).compact(0.9, 1);
              }
            } catch (Throwable failure) {
              failures.add(failure);
            }
          });
      try {
        for (int i = 0; i < 4; i++) {
          Path copy = folder.resolve("engine" + i);
          blobs.backup(() -> ((EngineFiles) engine).backup(copy), folder.resolve("blobs" + i));
          checkCopy(i, kept);
        }
      } finally {
        stop.set(true);
        writer.join();
      }
      assertThat(failures).isEmpty();
      assertThat(problems(blobs)).isEmpty();
      for (var entry : kept.entrySet()) {
        assertThat(read(engine, blobs, entry.getKey())).isEqualTo(entry.getValue());
      }
    }
  }

  /** Opening the copy and changing it must not reach the original through a link. */
  private void checkCopy(int number, Map<BlobId, byte[]> kept) throws Exception {
    try (Engine engine = engine(folder.resolve("engine" + number));
        SegmentStore blobs =
            SegmentStore.open(engine, folder.resolve("blobs" + number), SMALL_SEGMENTS)) {
      assertThat(problems(blobs)).isEmpty();
      for (var entry : kept.entrySet()) {
        assertThat(read(engine, blobs, entry.getKey())).isEqualTo(entry.getValue());
      }
      BlobId last = kept.keySet().iterator().next();
      store(engine, blobs, contents(-number, 200_000));
      unlink(engine, last);
      new BlobCollector(blobs).collect(100);
      new SegmentCompaction(blobs).compact(1.0, 10);
    }
  }
}
