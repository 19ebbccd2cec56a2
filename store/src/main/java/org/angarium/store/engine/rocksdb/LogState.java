package org.angarium.store.engine.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the logs of an engine hold that nobody has open: how far they reach, and what of them cannot
 * be read. Each record is a batch, whose first octets are the number of its first change and how
 * many it has; numbers go on from record to record and from file to file, so a missing file is seen
 * as well as a damaged one.
 *
 * @param last number of the last change before the first hole, 0 where there is none
 * @param reached number of the last change anywhere in them, 0 where there is none
 * @param holes in their order
 */
record LogState(long last, long reached, List<Hole> holes) {
  private static final int BATCH_HEADER = 12;

  /** Octets that a change takes at least: kind, length and octets of its key. */
  private static final int LEAST_CHANGE = 8;

  static final String ENDING = ".log";

  /**
   * What cannot be read.
   *
   * @param changes how many are lost, or -1 where that cannot be told
   * @param atEnd nothing sound follows
   * @param torn it looks like a record that a kill cut short
   */
  record Hole(Path file, long start, long end, long changes, boolean atEnd, boolean torn) {
    String text() {
      String lost = changes < 0 ? "" : ", " + changes + " changes of the store";
      return file.getFileName() + ", octets " + start + " to " + end + lost;
    }
  }

  LogState {
    holes = List.copyOf(holes);
  }

  /** Whether sound records follow a hole, which no kill explains. */
  boolean isDamaged() {
    return holes.stream().anyMatch(hole -> !hole.atEnd);
  }

  /** Whether there is no record at all, sound or not. */
  boolean isEmpty() {
    return last == 0 && holes.isEmpty();
  }

  /** No fewer than the changes that are lost in the holes. */
  long lost() {
    return holes.stream()
        .mapToLong(
            hole -> hole.changes >= 0 ? hole.changes : (hole.end - hole.start) / LEAST_CHANGE)
        .sum();
  }

  /** The log files, oldest first. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.getFileName().toString().matches("[0-9]+\\.log"))
          .sorted(Comparator.comparingLong(LogState::number))
          .toList();
    }
  }

  static long number(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }

  /**
   * Reads the logs.
   *
   * @param flushed number of the last change that tables hold: what follows must be in the logs
   */
  static LogState of(Path folder, long flushed) throws IOException {
    Reading reading = new Reading(flushed);
    for (Path file : files(folder)) {
      reading.file = file;
      LogScan.read(file, reading);
    }
    return reading.state();
  }

  private static final class Reading implements LogScan.Visitor {
    private final List<Hole> holes = new ArrayList<>();
    private final long flushed;
    private Path file = Path.of("");
    private long last;
    private long next = -1;
    private @Nullable Hole open;

    Reading(long flushed) {
      this.flushed = flushed;
    }

    @Override
    public void record(long start, long end, byte[] bytes, int length) {
      if (length < BATCH_HEADER) {
        hole(start, end, false, false);
        return;
      }
      ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      long first = head.getLong(0);
      long count = head.getInt(8) & 0xFFFF_FFFFL;
      long expected = next >= 0 ? next : flushed + 1;
      Hole before = open;
      if (before != null) {
        // What was cut short by a kill and begun again in the next file leaves no number out.
        if (next < 0 || first > expected) {
          holes.add(
              new Hole(
                  before.file,
                  before.start,
                  before.end,
                  next < 0 ? -1 : first - expected,
                  false,
                  before.torn));
        }
        open = null;
      } else if (first > expected) {
        holes.add(new Hole(file, start, start, first - expected, false, false));
      }
      next = Math.max(expected, first + count);
      if (holes.isEmpty()) {
        last = next - 1;
      }
    }

    @Override
    public void hole(long start, long end, boolean atEnd, boolean torn) {
      Hole before = open;
      open =
          before == null
              ? new Hole(file, start, end, -1, atEnd, torn)
              : new Hole(before.file, before.start, before.end, -1, atEnd, before.torn && torn);
    }

    LogState state() {
      if (open != null) {
        holes.add(open);
      }
      return new LogState(last, Math.max(0, next - 1), holes);
    }
  }
}
