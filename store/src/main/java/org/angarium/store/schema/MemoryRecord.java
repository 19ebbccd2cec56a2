package org.angarium.store.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of what the scripts of an account remember: the entries whose hash begins with that part's
 * number.
 */
public record MemoryRecord(List<Entry> entries) {
  /** Parts of an account's memory: a power of two, at most 256. */
  public static final int PARTS = 64;

  private static final int VERSION = 1;
  private static final int LEAST_ENTRY = 18;

  public static final MemoryRecord NONE = new MemoryRecord(List.of());

  public MemoryRecord {
    entries = List.copyOf(entries);
  }

  /**
   * One thing that is remembered; 128 bits of hash say what.
   *
   * @param at when it happened, milliseconds since 1970
   * @param until when it may be forgotten, milliseconds since 1970; not before {@code at}
   */
  public record Entry(long high, long low, long at, long until) {}

  /** The part that an entry belongs to. */
  public static int part(long high) {
    return (int) (high >>> 56) & PARTS - 1;
  }

  /** Whether all entries belong to this part. */
  public boolean isPart(int part) {
    return entries.stream().allMatch(entry -> part(entry.high) == part);
  }

  public byte[] encode() {
    RecordWriter writer = new RecordWriter(VERSION, 8 + 28 * entries.size()).number(entries.size());
    for (Entry entry : entries) {
      writer.fixed(entry.high).fixed(entry.low).signed(entry.at).number(entry.until - entry.at);
    }
    return writer.toBytes();
  }

  public static MemoryRecord decode(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("memory", bytes);
    reader.version(VERSION);
    int count = reader.elements(LEAST_ENTRY);
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long high = reader.fixed();
      long low = reader.fixed();
      long at = reader.signed();
      entries.add(new Entry(high, low, at, at + reader.number()));
    }
    reader.end();
    return new MemoryRecord(entries);
  }
}
