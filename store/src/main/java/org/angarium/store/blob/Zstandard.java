package org.angarium.store.blob;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.concurrent.ArrayBlockingQueue;
import org.angarium.store.DamagedContentsException;
import org.angarium.store.StoreException;

/**
 * Zstandard at its fastest level that still does entropy coding: base64 shrinks by a quarter, text
 * to less than half. The working memory of the native code is kept for the next call, since making
 * it costs as much as compressing a small message; as many are kept as can be in use at once
 * without waiting for a core.
 */
final class Zstandard {
  static final Zstandard SHARED = new Zstandard(2 * Runtime.getRuntime().availableProcessors());

  /** Space for a record is kept up to this size, with the working memory. */
  private static final int KEPT_SPACE = 256 << 10;

  private static final int LEVEL = 1;

  /** Below this nothing is gained. */
  private static final int MIN_SIZE = 128;

  private final ArrayBlockingQueue<Compressor> compressors;
  private final ArrayBlockingQueue<ZstdDecompressCtx> expanders;

  private Zstandard(int kept) {
    compressors = new ArrayBlockingQueue<>(kept);
    expanders = new ArrayBlockingQueue<>(kept);
  }

  /** Loads the native code and makes the first working memory, so that no message waits for it. */
  void prepare() {
    keep(compressor());
    ZstdDecompressCtx expander = new ZstdDecompressCtx();
    if (!expanders.offer(expander)) {
      expander.close();
    }
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
    Compressor compressor = compressor();
    try {
      return compressor.compress(contents, size, target, offset);
    } finally {
      keep(compressor);
    }
  }

  private Compressor compressor() {
    Compressor kept = compressors.poll();
    return kept == null ? new Compressor() : kept;
  }

  private void keep(Compressor compressor) {
    if (!compressors.offer(compressor)) {
      compressor.context.close();
    }
  }

  /** Native working memory, and space to compress into. One thread at a time. */
  private static final class Compressor {
    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
    private byte[] space = {};

    int compress(byte[] contents, int size, byte[] target, int offset) {
      int length =
          context.compressByteArray(target, offset, target.length - offset, contents, 0, size);
      return length < size - size / 32 ? length : -1;
    }

    byte[] space(int octets) {
      if (octets > KEPT_SPACE) {
        return new byte[octets];
      }
      if (space.length < octets) {
        space = new byte[Math.min(KEPT_SPACE, 2 * octets)];
      }
      return space;
    }
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
        throw new DamagedContentsException("contents have " + count + " bytes instead of " + size);
      }
      return contents;
    } catch (ZstdException damaged) {
      throw new DamagedContentsException("contents are damaged: " + damaged.getMessage(), damaged);
    } finally {
      context.reset();
      if (!expanders.offer(context)) {
        context.close();
      }
    }
  }

  /** A record of inline contents, compressed where that helps. */
  byte[] record(byte[] contents, int size) {
    if (size >= MIN_SIZE) {
      Compressor compressor = compressor();
      try {
        byte[] space = compressor.space(bound(size));
        int length = compressor.compress(contents, size, space, 0);
        if (length >= 0) {
          return record(Codec.ZSTD, size, space, length);
        }
      } finally {
        keep(compressor);
      }
    }
    return record(Codec.STORED, size, contents, size);
  }

  private static byte[] record(Codec codec, int size, byte[] stored, int length) {
    byte[] record = new byte[BlobRecord.INLINE_HEADER + length];
    BlobRecord.header(record, codec, size);
    System.arraycopy(stored, 0, record, BlobRecord.INLINE_HEADER, length);
    return record;
  }
}
