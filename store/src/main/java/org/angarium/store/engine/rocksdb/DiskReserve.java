package org.angarium.store.engine.rocksdb;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Changes;

/**
 * Refuses new records while there is still some space on the disk. Whoever deletes mail to make
 * room needs room for that, and a log that meets a full disk stops the engine; a refusal here is a
 * passing error that ends by itself when there is space again.
 */
final class DiskReserve {
  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Changes up to this size (flags, deletions, counters) may use half of the reserve. */
  private static final long SMALL_BYTES = 2048;

  private final FileStore disk;
  private final long reserveBytes;
  private volatile long usableBytes = Long.MAX_VALUE;
  private volatile long nextCheck = System.nanoTime();

  DiskReserve(Path folder, long reserveBytes) throws IOException {
    this.disk = Files.getFileStore(folder);
    this.reserveBytes = reserveBytes;
  }

  /** Call before a commit; asks the disk now and then. */
  void check(Changes changes) throws StoreException {
    long now = System.nanoTime();
    if (now - nextCheck >= 0) {
      nextCheck = now + CHECK_NANOS;
      try {
        usableBytes = disk.getUsableSpace();
      } catch (IOException failed) {
        throw new StoreException("the free space of the disk is unknown", failed);
      }
    }
    long usable = usableBytes;
    if (usable < reserveBytes
        && changes.puts()
        && (changes.bytes() > SMALL_BYTES || usable < reserveBytes / 2)) {
      throw new StoreException(
          "the disk is nearly full: " + usable + " bytes left, " + reserveBytes + " are kept back");
    }
  }
}
