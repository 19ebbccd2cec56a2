package org.angarium.store.engine.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The number of the last change that was answered as durable, in a file of its own beside the log.
 *
 * <p>The log alone cannot tell a record that a kill cut short, which nobody was promised, from one
 * that was promised and is damaged or gone. Written after each synced batch and never synced
 * itself, the mark is always true and after the end of a process (not of the machine) exact: what
 * the log holds up to this number must be there. One write of twelve octets to the page cache
 * stands for each group of commits.
 *
 * <pre>
 * number:8  crc:4 (CRC-32C of the number)
 * </pre>
 *
 * One thread at a time writes.
 */
final class CommitMark implements AutoCloseable {
  static final String NAME = "COMMITTED";
  private static final int LENGTH = 12;

  private final FileChannel channel;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH);
  private final CRC32C crc = new CRC32C();

  private CommitMark(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens the mark to write; made if missing. */
  static CommitMark open(Path folder) throws IOException {
    return new CommitMark(
        FileChannel.open(
            folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  /** What the mark says; empty where there is none, or it is damaged and so says nothing. */
  static OptionalLong read(Path folder) throws IOException {
    byte[] stored;
    try {
      stored = Files.readAllBytes(folder.resolve(NAME));
    } catch (NoSuchFileException none) {
      return OptionalLong.empty();
    }
    if (stored.length != LENGTH) {
      return OptionalLong.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(stored);
    CRC32C check = new CRC32C();
    check.update(stored, 0, Long.BYTES);
    long number = in.getLong();
    return in.getInt() == (int) check.getValue() ? OptionalLong.of(number) : OptionalLong.empty();
  }

  /** Says that everything up to {@code number} is durable. */
  void set(long number) {
    bytes.clear().putLong(number).flip();
    crc.reset();
    crc.update(bytes);
    bytes.limit(LENGTH).putInt((int) crc.getValue()).flip();
    try {
      channel.write(bytes, 0);
    } catch (IOException full) {
      // The mark stays behind: it promises less than there is, which is as true.
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
