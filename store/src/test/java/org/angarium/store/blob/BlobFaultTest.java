package org.angarium.store.blob;

import static org.angarium.store.blob.BlobFixture.SMALL_SEGMENTS;
import static org.angarium.store.blob.BlobFixture.contents;
import static org.angarium.store.blob.BlobFixture.problems;
import static org.angarium.store.blob.BlobFixture.read;
import static org.angarium.store.blob.BlobFixture.store;
import static org.angarium.store.blob.BlobFixture.unlink;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.FaultyEngine;
import org.angarium.store.engine.memory.MemoryEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The n-th operation fails, for every n; then whatever was acknowledged is there and sound. */
@Timeout(60)
class BlobFaultTest {
  private static final int BLOBS = 8;

  @TempDir Path folder;

  /** What was acknowledged as stored, and of what the deletion was asked for. */
  private final Map<BlobId, byte[]> stored = new LinkedHashMap<>();

  /** Stores, unlinks every other, collects and compacts; stops at nothing that fails. */
  private void scenario(Engine engine, SegmentStore blobs) {
    for (int i = 0; i < BLOBS; i++) {
      byte[] contents = contents(i, i % 3 == 0 ? 2000 : 150_000);
      attempt(() -> stored.put(store(engine, blobs, contents), contents));
    }
    int number = 0;
    for (BlobId id : stored.keySet().toArray(BlobId[]::new)) {
      if (number++ % 3 != 0) {
        stored.remove(id);
        attempt(() -> unlink(engine, id));
      }
    }
    attempt(() -> new BlobCollector(blobs).collect(100));
    attempt(() -> new SegmentCompaction(blobs).compact(0.9, 10));
    attempt(() -> new BlobCollector(blobs).collect(100));
  }

  private interface Step {
    void run() throws StoreException;
  }

  private static void attempt(Step step) {
    try {
      step.run();
    } catch (StoreException injected) {
      // As a session would, the scenario goes on with what comes next.
    }
  }

  private void check(Engine engine, Path place, String when) throws Exception {
    try (SegmentStore again = SegmentStore.open(engine, place, SMALL_SEGMENTS)) {
      assertThat(problems(again)).as(when).isEmpty();
      for (var entry : stored.entrySet()) {
        assertThat(read(engine, again, entry.getKey())).as(when).isEqualTo(entry.getValue());
      }
      assertThat(again.space().live()).as(when).isLessThanOrEqualTo(again.space().bytes());
    }
  }

  @Test
  void everyFailingFileOperationLeavesTheStoreSound() throws Exception {
    int n = 1;
    for (boolean fired = true; fired; n++) {
      stored.clear();
      Engine engine = new MemoryEngine();
      Path place = folder.resolve("f" + n);
      FaultyFiles files = new FaultyFiles(0);
      try (SegmentStore blobs = SegmentStore.open(engine, place, SMALL_SEGMENTS, files)) {
        files.failAt(n);
        scenario(engine, blobs);
        fired = files.fired();
        assertThat(problems(blobs)).as("file operation %s", n).isEmpty();
      }
      check(engine, place, "file operation " + n);
    }
    assertThat(n).isGreaterThan(35);
  }

  @Test
  void everyFailingEngineOperationLeavesTheStoreSound() throws Exception {
    int n = 1;
    for (boolean fired = true; fired; n++) {
      stored.clear();
      Engine engine = new MemoryEngine();
      Path place = folder.resolve("e" + n);
      SegmentStore.open(engine, place, SMALL_SEGMENTS).close();
      FaultyEngine faulty = new FaultyEngine(engine, n + 2);
      try (SegmentStore blobs = SegmentStore.open(faulty, place, SMALL_SEGMENTS)) {
        scenario(faulty, blobs);
      }
      fired = faulty.fired();
      check(engine, place, "engine operation " + n + ", " + faulty.where());
    }
    assertThat(n).isGreaterThan(40);
  }
}
