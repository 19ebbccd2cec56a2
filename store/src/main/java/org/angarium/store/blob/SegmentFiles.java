package org.angarium.store.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.angarium.store.StoreException;

/**
 * The segment files of one folder: who may append to which, what is dead in them, and the open
 * files of readers (a bounded number). What the engine's index names counts; the files are brought
 * into line with it when the folder is opened.
 */
final class SegmentFiles implements AutoCloseable {
  private static final int MAX_READ_FILES = 128;
  private static final int READ_ATTEMPTS = 3;

  private final DiskFiles files;
  private final Path folder;
  private final long segmentBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<Integer, Segment> segments = new TreeMap<>();
  private final LinkedHashMap<Integer, ReadFile> reading = new LinkedHashMap<>(16, 0.75f, true);
  private int nextNumber = 1;
  private boolean closed;
  private boolean readOnly;

  /** A file that readers share; closed when it is out of the table and nobody reads. */
  private static final class ReadFile {
    final DiskFiles.DiskFile file;
    int readers;
    boolean retired;

    ReadFile(DiskFiles.DiskFile file) {
      this.file = file;
    }
  }

  /** A segment that isn't there (any more). */
  static final class Missing extends StoreException {
    @java.io.Serial private static final long serialVersionUID = 1L;

    Missing(int number) {
      super("segment " + number + " is not there");
    }
  }

  /**
   * What the engine knows of one segment.
   *
   * @param live bytes of frames that records name
   * @param end where the last of them ends
   */
  record Use(long live, long end) {
    static final Use NONE = new Use(0, 0);
  }

  private SegmentFiles(DiskFiles files, Path folder, long segmentBytes) {
    this.files = files;
    this.folder = folder;
    this.segmentBytes = segmentBytes;
  }

  /**
   * Opens a folder: deletes files that nothing names and cuts off what follows the last named frame
   * of unsealed ones. Both are remains of contents whose transaction never came.
   *
   * @param complete whether {@code uses} is all that the engine knows; else every file is kept as
   *     it is, and nothing is appended to it
   */
  static SegmentFiles open(
      DiskFiles files, Path folder, long segmentBytes, Map<Integer, Use> uses, boolean complete)
      throws StoreException {
    SegmentFiles opened = new SegmentFiles(files, folder, segmentBytes);
    try {
      for (Path path : files.list(folder)) {
        if (complete) {
          opened.adopt(path, uses);
        } else {
          opened.keep(path, uses);
        }
      }
      files.syncFolder(folder);
    } catch (IOException failed) {
      throw new StoreException("segments in " + folder + " cannot be opened", failed);
    }
    uses.keySet().forEach(opened::reserve);
    return opened;
  }

  /** The files as they are, none of which is to be changed. */
  static SegmentFiles look(DiskFiles files, Path folder, Map<Integer, Use> uses)
      throws StoreException {
    SegmentFiles opened = new SegmentFiles(files, folder, 0);
    try {
      for (Path path : Files.isDirectory(folder) ? files.list(folder) : List.<Path>of()) {
        int number = number(path);
        if (number >= 0) {
          long size = Files.size(path);
          Use use = uses.getOrDefault(number, Use.NONE);
          opened.segments.put(number, new Segment(number, path, true, size, use.live()));
        }
      }
    } catch (IOException failed) {
      throw new StoreException("segments in " + folder + " cannot be read", failed);
    }
    opened.readOnly = true;
    return opened;
  }

  /** The number of a segment file; -1 for any other. */
  private static int number(Path path) {
    String name = path.getFileName().toString();
    if (!name.endsWith(Segment.SEALED) && !name.endsWith(Segment.OPEN)) {
      return -1;
    }
    try {
      return Math.max(-1, Integer.parseInt(name.substring(0, name.indexOf('.'))));
    } catch (NumberFormatException foreign) {
      return -1;
    }
  }

  private void reserve(int number) {
    nextNumber = Math.max(nextNumber, number + 1);
  }

  private void keep(Path path, Map<Integer, Use> uses) throws IOException {
    int number = number(path);
    if (number < 0) {
      return;
    }
    reserve(number);
    long live = uses.getOrDefault(number, Use.NONE).live();
    Segment segment = new Segment(number, path, true, Files.size(path), live);
    segment.doubtful = path.getFileName().toString().endsWith(Segment.OPEN);
    segment.pending = 1;
    segments.put(number, segment);
  }

  private void adopt(Path path, Map<Integer, Use> uses) throws IOException {
    int number = number(path);
    if (number < 0) {
      return;
    }
    boolean sealed = path.getFileName().toString().endsWith(Segment.SEALED);
    reserve(number);
    Use use = uses.getOrDefault(number, Use.NONE);
    if (use.live() == 0) {
      files.delete(path);
      return;
    }
    long size;
    try (DiskFiles.DiskFile file = files.open(path)) {
      size = file.size();
      if (!sealed && size > use.end()) {
        file.truncate(use.end());
        size = use.end();
      }
    }
    segments.put(number, new Segment(number, path, sealed, size, use.live()));
  }

  /** A segment to append to, for the caller alone until given back. */
  Segment acquire() throws StoreException {
    lock.lock();
    try {
      if (closed || readOnly) {
        throw new StoreException("the blob store is " + (closed ? "closed" : "read-only"));
      }
      Segment best = null;
      for (Segment segment : segments.values()) {
        if (!segment.sealed && !segment.busy && (best == null || segment.tail > best.tail)) {
          best = segment;
        }
      }
      if (best == null) {
        int number = nextNumber++;
        Path path = folder.resolve(String.format(Locale.ROOT, "%08d%s", number, Segment.OPEN));
        files.create(path).close();
        files.syncFolder(folder);
        best = new Segment(number, path, false, 0, 0);
        segments.put(number, best);
      }
      best.busy = true;
      return best;
    } catch (StoreException known) {
      throw known;
    } catch (IOException failed) {
      throw new StoreException("a segment cannot be made in " + folder, failed);
    } finally {
      lock.unlock();
    }
  }

  DiskFiles.DiskFile openToWrite(Segment segment) throws IOException {
    return files.open(segment.path);
  }

  /** Gives back a segment with a complete and synced frame that waits for its record. */
  void appended(Segment segment, Frame frame) {
    lock.lock();
    try {
      segment.tail = frame.end();
      segment.pending++;
      segment.busy = false;
      if (segment.tail >= segmentBytes) {
        seal(segment);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives back a segment without a new frame.
   *
   * @param sound whether the file ends where it did; else it is never appended to again
   */
  void abandoned(Segment segment, boolean sound) {
    lock.lock();
    try {
      segment.busy = false;
      if (!sound) {
        seal(segment);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A pending frame is named by a committed record. */
  void named(Frame frame) {
    lock.lock();
    try {
      Segment segment = segments.get(frame.segment());
      if (segment != null) {
        segment.pending--;
        segment.live += frame.length();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A pending frame will never be named; its room is used again where that is easy. */
  void dropped(Frame frame) {
    lock.lock();
    try {
      Segment segment = segments.get(frame.segment());
      if (segment == null) {
        return;
      }
      segment.pending--;
      if (!segment.sealed && !segment.busy && segment.tail == frame.end()) {
        try (DiskFiles.DiskFile file = files.open(segment.path)) {
          file.truncate(frame.offset());
          segment.tail = frame.offset();
        } catch (IOException failed) {
          seal(segment);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The record of a frame was deleted. */
  void dead(Frame frame) {
    dead(frame.segment(), frame.length());
  }

  /** The record of a frame names another place now. */
  void deadAt(SegmentEntry entry) {
    dead(entry.segment(), entry.length());
  }

  private void dead(int number, long length) {
    lock.lock();
    try {
      Segment segment = segments.get(number);
      if (segment != null) {
        segment.live -= length;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Deletes the files without anything live or pending; returns how many bytes that freed. */
  long deleteDead() throws StoreException {
    lock.lock();
    try {
      long freed = 0;
      Iterator<Segment> all = segments.values().iterator();
      while (all.hasNext()) {
        Segment segment = all.next();
        if (segment.live == 0
            && segment.pending == 0
            && !segment.busy
            && (segment.sealed || segment.tail > 0)) {
          files.delete(segment.path);
          all.remove();
          retire(segment.number);
          freed += segment.tail;
        }
      }
      return freed;
    } catch (IOException failed) {
      throw new StoreException("a dead segment cannot be deleted", failed);
    } finally {
      lock.unlock();
    }
  }

  /** Sealed segments whose live share is below {@code share}, emptiest first. */
  List<Integer> sparse(double share) {
    lock.lock();
    try {
      return segments.values().stream()
          .filter(segment -> segment.sealed && segment.pending == 0 && !segment.busy)
          .filter(segment -> segment.live > 0 && segment.live < share * segment.tail)
          .sorted((a, b) -> Double.compare((double) a.live / a.tail, (double) b.live / b.tail))
          .map(segment -> segment.number)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Files, bytes in them, and bytes that records name. */
  SegmentSpace space() {
    lock.lock();
    try {
      long bytes = 0;
      long live = 0;
      for (Segment segment : segments.values()) {
        bytes += segment.tail;
        live += segment.live;
      }
      return new SegmentSpace(segments.size(), bytes, live);
    } finally {
      lock.unlock();
    }
  }

  /** What a backup must take: each file up to its tail. */
  record BackupFile(int number, Path path, long bytes) {}

  List<BackupFile> backupFiles() {
    lock.lock();
    try {
      List<BackupFile> list = new ArrayList<>();
      for (Segment segment : segments.values()) {
        list.add(new BackupFile(segment.number, segment.path, segment.tail));
      }
      return list;
    } finally {
      lock.unlock();
    }
  }

  /** Copies one file to a backup, under the name it has now. */
  void copyTo(BackupFile file, Path target) throws IOException {
    Path to = target.resolve(file.path().getFileName().toString());
    Path now;
    lock.lock();
    try {
      Segment segment = segments.get(file.number());
      now = segment == null ? file.path() : segment.path;
    } finally {
      lock.unlock();
    }
    try {
      DurableCopy.copy(now, to, file.bytes());
    } catch (NoSuchFileException sealedMeanwhile) {
      String name = now.getFileName().toString().replace(Segment.OPEN, Segment.SEALED);
      DurableCopy.copy(now.resolveSibling(name), to, file.bytes());
    }
  }

  /**
   * Fills {@code target} from a segment.
   *
   * @throws Missing when there is no such segment
   */
  void read(int number, ByteBuffer target, long position) throws StoreException {
    int start = target.position();
    for (int attempt = 1; ; attempt++) {
      ReadFile file = enter(number);
      try {
        file.file.read(target, position);
        return;
      } catch (ClosedChannelException closedByInterrupt) {
        // The interrupt of one reader closes the file for all who share it.
        leaveTable(number, file);
        if (attempt == READ_ATTEMPTS || Thread.currentThread().isInterrupted()) {
          throw new StoreException("interrupted while reading", closedByInterrupt);
        }
        target.position(start);
      } catch (IOException failed) {
        throw new StoreException("segment " + number + " cannot be read", failed);
      } finally {
        leave(file);
      }
    }
  }

  private ReadFile enter(int number) throws StoreException {
    lock.lock();
    try {
      ReadFile file = reading.get(number);
      if (file == null) {
        Segment segment = segments.get(number);
        if (segment == null) {
          throw new Missing(number);
        }
        file = new ReadFile(files.openToRead(segment.path));
        reading.put(number, file);
        if (reading.size() > MAX_READ_FILES) {
          retire(reading.firstEntry().getKey());
        }
      }
      file.readers++;
      return file;
    } catch (StoreException known) {
      throw known;
    } catch (IOException failed) {
      throw new StoreException("segment " + number + " cannot be opened", failed);
    } finally {
      lock.unlock();
    }
  }

  private void leave(ReadFile file) {
    lock.lock();
    try {
      file.readers--;
      closeIfUnused(file);
    } finally {
      lock.unlock();
    }
  }

  private void leaveTable(int number, ReadFile file) {
    lock.lock();
    try {
      if (reading.remove(number, file)) {
        file.retired = true;
      }
    } finally {
      lock.unlock();
    }
  }

  private void retire(int number) {
    ReadFile file = reading.remove(number);
    if (file != null) {
      file.retired = true;
      closeIfUnused(file);
    }
  }

  private static void closeIfUnused(ReadFile file) {
    if (file.retired && file.readers == 0) {
      try {
        file.file.close();
      } catch (IOException onlyRead) {
        // Nothing was written through it: there is nothing to lose and nothing to do.
      }
    }
  }

  /** Sealing that fails leaves the segment as it is on disk; nobody appends to it in this run. */
  private void seal(Segment segment) {
    segment.sealed = true;
    String name = segment.path.getFileName().toString();
    Path target =
        segment.path.resolveSibling(
            name.substring(0, name.length() - Segment.OPEN.length()) + Segment.SEALED);
    try {
      files.rename(segment.path, target);
      segment.path = target;
      files.syncFolder(folder);
    } catch (IOException stillOpen) {
      segment.doubtful = true;
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      List.copyOf(reading.keySet()).forEach(this::retire);
    } finally {
      lock.unlock();
    }
  }
}
