package org.angarium.store.engine.rocksdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a manifest says before it is opened. It is a file of records ({@link LogScan}), each a row
 * of fields: a tag and, in the order in which RocksDB writes them, first the numbers of the engine
 * and then the files that came and went. Only the numbers are read here.
 *
 * @param lastSequence number of the last change that is in tables
 * @param sound everything up to its end can be read; a record that a kill cut short is no harm
 * @param records how many there are
 * @param engine the name of the engine that wrote it, which its file IDENTITY has too; empty if it
 *     says none
 */
record Manifest(long lastSequence, boolean sound, int records, String engine) {
  private static final int COMPARATOR = 1;
  private static final int LOG_NUMBER = 2;
  private static final int NEXT_FILE = 3;
  private static final int LAST_SEQUENCE = 4;
  private static final int PREVIOUS_LOG = 9;
  private static final int LEAST_LOG = 10;
  private static final int MOST_FAMILIES = 203;
  private static final int DATABASE_ID = (1 << 13) + 1;

  static Manifest read(Path file) throws IOException {
    Reading reading = new Reading();
    LogScan.read(file, reading);
    return new Manifest(reading.lastSequence, reading.sound, reading.records, reading.engine);
  }

  private static final class Reading implements LogScan.Visitor {
    private long lastSequence;
    private boolean sound = true;
    private int records;
    private String engine = "";

    @Override
    public void record(long start, long end, byte[] bytes, int length) {
      records++;
      Fields fields = new Fields(bytes, length);
      while (fields.hasMore()) {
        switch ((int) fields.number()) {
          case COMPARATOR -> fields.skip((int) fields.number());
          case DATABASE_ID -> engine = fields.text((int) fields.number());
          case LOG_NUMBER, NEXT_FILE, PREVIOUS_LOG, LEAST_LOG, MOST_FAMILIES -> fields.number();
          case LAST_SEQUENCE -> lastSequence = Math.max(lastSequence, fields.number());
          default -> {
            return;
          }
        }
      }
    }

    @Override
    public void hole(long start, long end, boolean atEnd, boolean torn) {
      sound &= torn;
    }
  }

  private static final class Fields {
    private final byte[] bytes;
    private final int end;
    private int at;

    Fields(byte[] bytes, int end) {
      this.bytes = bytes;
      this.end = end;
    }

    boolean hasMore() {
      return at < end;
    }

    long number() {
      long value = 0;
      for (int shift = 0; at < end && shift < 64; shift += 7) {
        byte part = bytes[at++];
        value |= (part & 0x7FL) << shift;
        if (part >= 0) {
          break;
        }
      }
      return value;
    }

    String text(int octets) {
      int from = at;
      skip(octets);
      return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
    }

    void skip(int octets) {
      at = octets < 0 || octets > end - at ? end : at + octets;
    }
  }
}
