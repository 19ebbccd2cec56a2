package org.angarium.store.blob;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * What segment files need of a file system. Two exist: the real one, and one that fails in tests.
 */
interface DiskFiles {

  /** One open file. Positions are absolute; threads don't disturb each other. */
  interface DiskFile extends Closeable {
    long size() throws IOException;

    /** Fills {@code target} from {@code position}; EOFException where the file ends before. */
    void read(ByteBuffer target, long position) throws IOException;

    /** Writes all of {@code source}. */
    void write(ByteBuffer source, long position) throws IOException;

    void truncate(long size) throws IOException;

    /** Returns when what was written is on disk. */
    void sync() throws IOException;
  }

  /** Makes a new file; an error where there is one. */
  DiskFile create(Path file) throws IOException;

  /** Opens an existing file to read. */
  DiskFile openToRead(Path file) throws IOException;

  /** Opens an existing file to read and write. */
  DiskFile open(Path file) throws IOException;

  /** Atomic within a folder. */
  void rename(Path from, Path to) throws IOException;

  void delete(Path file) throws IOException;

  /** Makes new, renamed and deleted names of a folder durable. */
  void syncFolder(Path folder) throws IOException;

  /** The regular files of a folder, made if missing. */
  List<Path> list(Path folder) throws IOException;
}
