package org.angarium.store.engine.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Writes the sound records of a log into a new one, in the form that {@link LogScan} reads, so that
 * RocksDB replays what follows damage as well as what comes before it.
 */
final class LogRewrite implements LogScan.Visitor {
  private final FileChannel channel;
  private final ByteBuffer block =
      ByteBuffer.allocate(LogScan.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C crc = new CRC32C();
  private int records;

  private LogRewrite(FileChannel channel) {
    this.channel = channel;
  }

  /** Returns how many records there were. */
  static int copy(Path damaged, Path sound) throws IOException {
    try (FileChannel channel =
        FileChannel.open(sound, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      LogRewrite rewrite = new LogRewrite(channel);
      LogScan.read(damaged, rewrite);
      rewrite.flush();
      channel.force(true);
      return rewrite.records;
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  @Override
  public void record(long start, long end, byte[] bytes, int length) {
    try {
      int at = 0;
      do {
        if (block.remaining() < LogScan.HEADER) {
          while (block.hasRemaining()) {
            block.put((byte) 0);
          }
          flush();
        }
        int count = Math.min(length - at, block.remaining() - LogScan.HEADER);
        boolean last = at + count == length;
        int type =
            at == 0 ? last ? LogScan.FULL : LogScan.FIRST : last ? LogScan.LAST : LogScan.MIDDLE;
        crc.reset();
        crc.update(type);
        crc.update(bytes, at, count);
        block.putInt(LogScan.masked((int) crc.getValue())).putShort((short) count).put((byte) type);
        block.put(bytes, at, count);
        at += count;
      } while (at < length);
      records++;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void hole(long start, long end, boolean atEnd, boolean torn) {
    // What follows is written behind what came before.
  }

  private void flush() throws IOException {
    block.flip();
    while (block.hasRemaining()) {
      channel.write(block);
    }
    block.clear();
  }
}
