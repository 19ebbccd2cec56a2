package org.angarium.store.engine.rocksdb;

import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Has blob files rewritten while much of them is garbage, and only then.
 *
 * <p>RocksDB drops a blob file when nothing in it is wanted any more; contents that are wanted it
 * moves out of old files when told to, during compactions. But then it moves all that such a
 * compaction meets, whatever share of the file is wanted, and since contents are sorted by account,
 * every compaction meets contents from many files. A store from which little is deleted would be
 * written over and over. So this is turned on when half of the room is garbage and off when a
 * quarter is; each octet of garbage then costs about one octet of rewriting. Thread-safe.
 */
final class Garbage {
  /** Less than this is not worth a compaction. */
  private static final long LEAST_BYTES = 16L << 20;

  private static final String SIZE = "rocksdb.live-blob-file-size";
  private static final String GARBAGE = "rocksdb.live-blob-file-garbage-size";

  private final RocksDB database;
  private final ColumnFamilyHandle family;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean collecting;

  Garbage(RocksDB database, ColumnFamilyHandle family) {
    this.database = database;
    this.family = family;
  }

  /** Looks how things are and turns collecting on or off. */
  void look() throws RocksDBException {
    lock.lock();
    try {
      decide();
    } finally {
      lock.unlock();
    }
  }

  private void decide() throws RocksDBException {
    long size = database.getLongProperty(family, SIZE);
    long garbage = database.getLongProperty(family, GARBAGE);
    boolean worthwhile =
        garbage >= LEAST_BYTES && (collecting ? garbage > size / 4 : garbage > size / 2);
    if (worthwhile != collecting) {
      database.setOptions(
          family,
          MutableColumnFamilyOptions.builder().setEnableBlobGarbageCollection(worthwhile).build());
      collecting = worthwhile;
    }
  }
}
