package org.angarium.store.engine.rocksdb;

import java.util.ArrayList;
import java.util.List;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Subspace;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.RocksDB;

/** The column families: their options, and which one a key belongs to. */
final class Families implements AutoCloseable {
  private static final byte[][] NAMES = {
    RocksDB.DEFAULT_COLUMN_FAMILY,
    {'l', 'a', 'r', 'g', 'e'},
    {'d', 'r', 'o', 'p', 'p', 'a', 'b', 'l', 'e'}
  };

  /** Values below this stay in the tree: an entry in a blob file costs more than it saves. */
  private static final long MIN_BLOB_BYTES = 1024;

  /**
   * Part of a write buffer's size; some 16 bits for each of both keys of a message of 4 KB or more.
   */
  private static final double BUFFER_FILTER = 0.002;

  /** As a number of files. */
  private static final int NEVER = 1 << 30;

  private static final int[] FAMILY_OF_TAG = new int[256];

  static {
    for (Subspace subspace : Subspace.values()) {
      FAMILY_OF_TAG[subspace.tag() & 0xFF] =
          switch (subspace.traits()) {
            case SMALL -> 0;
            case LARGE_VALUES -> 1;
            case DROPPABLE -> 2;
          };
    }
  }

  private final BloomFilter filter = new BloomFilter(10);
  private final List<ColumnFamilyOptions> options = new ArrayList<>();
  private final List<ColumnFamilyHandle> handles = new ArrayList<>();

  Families(RocksSettings settings, Cache cache, Database.Mode mode) {
    long share = settings.bufferBytes() / 8;
    // Small records are most of what compaction writes again: the fuller their buffers, the less.
    options.add(tree(cache, 3 * share));
    options.add(
        tree(cache, 3 * share)
            // Whether contents are known is asked by their hash: most are in none of the buffers,
            // and this says so.
            .setMemtablePrefixBloomSizeRatio(BUFFER_FILTER)
            .setMemtableWholeKeyFiltering(true)
            .setEnableBlobFiles(true)
            .setMinBlobSize(MIN_BLOB_BYTES)
            // Contents are compressed by the application before they reach the log.
            .setBlobCompressionType(CompressionType.NO_COMPRESSION)
            .setBlobFileSize(256L << 20)
            // While this is on, every compaction rewrites what lives in the older half of the blob
            // files, be there garbage or not: see Garbage.
            .setEnableBlobGarbageCollection(false)
            .setBlobGarbageCollectionAgeCutoff(0.5)
            .setBlobGarbageCollectionForceThreshold(0.5));
    options.add(tree(cache, share));
    if (mode == Database.Mode.DAMAGED) {
      options.forEach(Families::leaveAlone);
    }
  }

  /** No compaction, and no writer that waits for one. */
  private static void leaveAlone(ColumnFamilyOptions family) {
    family
        .setDisableAutoCompactions(true)
        .setLevel0FileNumCompactionTrigger(NEVER)
        .setLevel0SlowdownWritesTrigger(NEVER)
        .setLevel0StopWritesTrigger(NEVER)
        .setSoftPendingCompactionBytesLimit(0)
        .setHardPendingCompactionBytesLimit(0);
  }

  private ColumnFamilyOptions tree(Cache cache, long bufferBytes) {
    return new ColumnFamilyOptions()
        .setWriteBufferSize(bufferBytes)
        .setMaxWriteBufferNumber(3)
        .setLevelCompactionDynamicLevelBytes(true)
        .setTargetFileSizeBase(32L << 20)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        // What is flushed is merged and compressed soon after.
        .setCompressionPerLevel(
            List.of(CompressionType.NO_COMPRESSION, CompressionType.LZ4_COMPRESSION))
        .setForceConsistencyChecks(true)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(8 << 10)
                .setFilterPolicy(filter)
                .setWholeKeyFiltering(true)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFormatVersion(6));
  }

  List<ColumnFamilyDescriptor> descriptors() {
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (int i = 0; i < NAMES.length; i++) {
      descriptors.add(new ColumnFamilyDescriptor(NAMES[i], options.get(i)));
    }
    return descriptors;
  }

  /** Filled by RocksDB when it opens, in the order of {@link #descriptors}. */
  List<ColumnFamilyHandle> handles() {
    return handles;
  }

  ColumnFamilyHandle of(byte[] key) {
    return handles.get(key.length == 0 ? 0 : FAMILY_OF_TAG[key[0] & 0xFF]);
  }

  /** The family of large values, which lie in blob files. */
  ColumnFamilyHandle large() {
    return handles.get(1);
  }

  /** A piece of a range that lies in one family. */
  record Part(ColumnFamilyHandle family, KeyRange range) {}

  /** The pieces of a range, in key order. Almost always one. */
  List<Part> parts(KeyRange range) {
    List<Part> parts = new ArrayList<>(1);
    int tag = range.start().length == 0 ? 0 : range.start()[0] & 0xFF;
    byte[] start = range.start();
    byte[] end = range.end();
    // The last tag that the range can touch; an end that is one byte long is outside of itself.
    int lastTag =
        end == null ? 255 : end.length == 0 ? -1 : (end[0] & 0xFF) - (end.length == 1 ? 1 : 0);
    while (tag <= lastTag) {
      int family = FAMILY_OF_TAG[tag];
      int next = tag + 1;
      while (next <= lastTag && FAMILY_OF_TAG[next] == family) {
        next++;
      }
      byte @Nullable [] stop = next > lastTag ? end : new byte[] {(byte) next};
      parts.add(new Part(handles.get(family), new KeyRange(start, stop)));
      if (stop == null) {
        break;
      }
      start = stop;
      tag = next;
    }
    return parts;
  }

  @Override
  public void close() {
    handles.forEach(ColumnFamilyHandle::close);
    options.forEach(ColumnFamilyOptions::close);
    filter.close();
  }
}
