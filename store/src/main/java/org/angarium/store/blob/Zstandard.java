package org.angarium.store.blob;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import org.angarium.store.StoreException;

/**
 * Zstandard at its fastest level that still does entropy coding: base64 shrinks by a quarter, text
 * to less than half. The working memory of the native code is kept for the next call, since making
 * it costs as much as compressing a small message; as many are kept as can be in use at once
 * without waiting for a core.
 */
final class Zstandard {
  static final Zstandard SHARED = new Zstandard(2 * Runtime.getRuntime().availableProcessors());

  private static final int LEVEL = 1;

  /** Below this nothing is gained. */
  private static final int MIN_SIZE = 128;

  private final ArrayBlockingQueue<ZstdCompressCtx> compressors;
  private final ArrayBlockingQueue<ZstdDecompressCtx> expanders;

  private Zstandard(int kept) {
    compressors = new ArrayBlockingQueue<>(kept);
    expanders = new ArrayBlockingQueue<>(kept);
  }

  /** Space that {@link #compress} needs for {@code size} bytes. */
  static int bound(int size) {
    return Math.toIntExact(Zstd.compressBound(size));
  }

  /**
   * Compresses the first {@code size} bytes of {@code contents} into {@code target}; returns the
   * length, or -1 where it isn't worth it.
   */
  int compress(byte[] contents, int size, byte[] target, int offset) {
    if (size < MIN_SIZE) {
      return -1;
    }
    ZstdCompressCtx context = compressors.poll();
    if (context == null) {
      context = new ZstdCompressCtx().setLevel(LEVEL);
    }
    int length =
        context.compressByteArray(target, offset, target.length - offset, contents, 0, size);
    if (!compressors.offer(context)) {
      context.close();
    }
    return length < size - size / 32 ? length : -1;
  }

  byte[] expand(byte[] stored, int offset, int length, int size) throws StoreException {
    byte[] contents = new byte[size];
    ZstdDecompressCtx context = expanders.poll();
    if (context == null) {
      context = new ZstdDecompressCtx();
    }
    try {
      int count = context.decompressByteArray(contents, 0, size, stored, offset, length);
      if (count != size) {
        throw new StoreException("contents have " + count + " bytes instead of " + size);
      }
      return contents;
    } catch (ZstdException damaged) {
      throw new StoreException("contents are damaged: " + damaged.getMessage(), damaged);
    } finally {
      context.reset();
      if (!expanders.offer(context)) {
        context.close();
      }
    }
  }

  /** A record of inline contents, compressed where that helps. */
  byte[] record(byte[] contents, int size) {
    byte[] record = new byte[BlobRecord.INLINE_HEADER + bound(size)];
    int length = compress(contents, size, record, BlobRecord.INLINE_HEADER);
    if (length < 0) {
      System.arraycopy(contents, 0, record, BlobRecord.INLINE_HEADER, size);
      BlobRecord.header(record, Codec.STORED, size);
      return Arrays.copyOf(record, BlobRecord.INLINE_HEADER + size);
    }
    BlobRecord.header(record, Codec.ZSTD, size);
    return Arrays.copyOf(record, BlobRecord.INLINE_HEADER + length);
  }
}
