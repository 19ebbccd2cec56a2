package org.angarium.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process (or a second store in this one) out of a folder. The operating system
 * gives the lock back when the process ends, however it ends.
 */
final class FolderLock implements AutoCloseable {
  static final String NAME = "LOCK";

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder.toAbsolutePath().normalize();
    this.channel = channel;
  }

  /**
   * Makes the folder if it is missing.
   *
   * @throws StoreInUseException when somebody else has it
   */
  static FolderLock take(Path folder) throws StoreException {
    FileChannel channel;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StoreException("cannot use the folder " + folder + ": " + e.getMessage(), e);
    }
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock != null) {
        return new FolderLock(folder, channel);
      }
      channel.close();
    } catch (OverlappingFileLockException e) {
      close(channel);
    } catch (IOException e) {
      close(channel);
      throw new StoreException("cannot lock the folder " + folder + ": " + e.getMessage(), e);
    }
    throw new StoreInUseException(
        "the store in " + folder + " is open already: only one process at a time can use it");
  }

  /**
   * Keeps others out while the folder is only looked at: makes nothing.
   *
   * @return null where there is no lock file, as in a copy
   */
  static @Nullable FolderLock takeExisting(Path folder) throws StoreException {
    return Files.exists(folder.resolve(NAME)) ? take(folder) : null;
  }

  /** Whether a path is the folder or leads into it. */
  boolean holds(Path path) {
    return path.toAbsolutePath().normalize().startsWith(folder);
  }

  private static void close(FileChannel channel) throws StoreException {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException("cannot close a lock file", e);
    }
  }

  @Override
  public void close() throws StoreException {
    close(channel);
  }
}
