package org.angarium.store.engine.rocksdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractTableFilter;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.SstFileReader;
import org.rocksdb.TableProperties;

/** The keys in those tables of a database that are not known to be damaged. One thread. */
final class SoundTables {
  private static final Pattern TABLE = Pattern.compile("([0-9]+\\.sst)");

  /** Damaged tables that are passed over in one look. */
  private static final int MOST_DAMAGED = 64;

  private final Database database;

  /** Names of tables that are damaged, and what else makes them out. */
  private final Set<String> damaged = new HashSet<>();

  private @Nullable Map<String, String> marks;

  SoundTables(Database database) {
    this.database = database;
  }

  /**
   * The keys from {@code start} to before {@code end} that others than the damaged tables have.
   *
   * @param cause what was said of the damage: names a table
   */
  List<byte[]> keys(ColumnFamilyHandle family, byte[] start, byte @Nullable [] end, String cause)
      throws StoreException {
    String next = cause;
    for (int i = 0; i < MOST_DAMAGED && next != null && note(next); i++) {
      List<byte[]> keys = new ArrayList<>();
      next = collect(family, start, end, keys);
      if (next == null) {
        return keys;
      }
    }
    return List.of();
  }

  /** Whether it names a table that can be told from others. */
  private boolean note(String cause) {
    Matcher table = TABLE.matcher(cause);
    boolean found = false;
    while (table.find()) {
      String mark = marks().get(table.group(1));
      found |= mark != null && damaged.add(mark) || mark != null;
    }
    return found;
  }

  /** Null where all could be read, else what failed. */
  private @Nullable String collect(
      ColumnFamilyHandle family, byte[] start, byte @Nullable [] end, List<byte[]> keys)
      throws StoreException {
    database.gate.enter();
    try (Slice lower = new Slice(start);
        Slice upper = end == null ? null : new Slice(end);
        Filter filter = new Filter();
        ReadOptions options = new ReadOptions().setTableFilter(filter)) {
      options.setIterateLowerBound(lower);
      if (upper != null) {
        options.setIterateUpperBound(upper);
      }
      try (RocksIterator entries = database.rocks.newIterator(family, options)) {
        for (entries.seekToFirst(); entries.isValid(); entries.next()) {
          keys.add(entries.key());
        }
        entries.status();
        return null;
      }
    } catch (RocksDBException failed) {
      return String.valueOf(failed.getMessage());
    } finally {
      database.gate.leave();
    }
  }

  private Map<String, String> marks() {
    Map<String, String> known = marks;
    if (known == null) {
      known = new HashMap<>();
      try (Options options = new Options()) {
        for (LiveFileMetaData file : database.rocks.getLiveFilesMetaData()) {
          String name = file.fileName().replace("/", "");
          try (SstFileReader reader = new SstFileReader(options)) {
            reader.open(file.path() + "/" + name);
            known.put(name, mark(reader.getTableProperties()));
          } catch (RocksDBException unreadable) {
            // Nothing tells it from others; what is in its range cannot be read at all.
          }
        }
      }
      marks = known;
    }
    return known;
  }

  /** No two tables of one database have all of these in common. */
  private static String mark(TableProperties table) {
    return Arrays.toString(
        new long[] {
          table.getDataSize(),
          table.getIndexSize(),
          table.getNumEntries(),
          table.getRawKeySize(),
          table.getRawValueSize(),
          table.getCreationTime(),
          table.getOldestKeyTime()
        });
  }

  /** Passes the damaged tables over. */
  private final class Filter extends AbstractTableFilter {
    @Override
    public boolean filter(TableProperties table) {
      return !damaged.contains(mark(table));
    }
  }
}
