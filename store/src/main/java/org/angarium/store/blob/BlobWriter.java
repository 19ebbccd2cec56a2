package org.angarium.store.blob;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Objects;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Takes new contents as they arrive, hashing on the way. One thread. Memory is bounded by {@link
 * BlobLimits#inlineBytes}.
 */
public final class BlobWriter implements AutoCloseable {
  private static final int FIRST_BUFFER = 8 << 10;

  /**
   * The buffer grows in few steps: most messages fit the first, most others are many times that.
   */
  private static final int GROWTH = 4;

  private static final byte[] NOTHING = {};

  private final SegmentStore store;
  private final BlobLimits limits;
  private final MessageDigest hash = sha256();

  /** Everything while it may become inline; then the block that is being filled. */
  private byte[] buffer;

  private int buffered;
  private long size;
  private @Nullable SegmentWriter segment;
  private boolean finished;

  BlobWriter(SegmentStore store, BlobLimits limits) {
    this.store = store;
    this.limits = limits;
    this.buffer = new byte[Math.min(FIRST_BUFFER, limits.inlineBytes())];
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }

  /**
   * Appends to the contents.
   *
   * @throws BlobTooLargeException when the contents become larger than {@link BlobLimits#maxBytes}
   */
  public void write(byte[] bytes, int offset, int length) throws StoreException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    checkOpen();
    if (size + length > limits.maxBytes()) {
      throw new BlobTooLargeException(limits.maxBytes());
    }
    hash.update(bytes, offset, length);
    size += length;
    SegmentWriter target = segment;
    if (target == null && size > limits.inlineBytes()) {
      store.room().take(Frame.BLOCK);
      target = SegmentWriter.start(store.segments());
      segment = target;
      byte[] head = buffer;
      int headLength = buffered;
      buffer = new byte[Frame.BLOCK];
      buffered = 0;
      stream(target, head, 0, headLength);
    }
    if (target == null) {
      keep(bytes, offset, length);
    } else {
      stream(target, bytes, offset, length);
    }
  }

  private void keep(byte[] bytes, int offset, int length) {
    if (buffer.length - buffered < length) {
      int wanted = Math.max(GROWTH * buffer.length, buffered + length);
      buffer = Arrays.copyOf(buffer, Math.min(wanted, limits.inlineBytes()));
    }
    System.arraycopy(bytes, offset, buffer, buffered, length);
    buffered += length;
  }

  private void stream(SegmentWriter target, byte[] bytes, int offset, int length)
      throws StoreException {
    int done = 0;
    while (done < length) {
      int count = Math.min(length - done, Frame.BLOCK - buffered);
      System.arraycopy(bytes, offset + done, buffer, buffered, count);
      buffered += count;
      done += count;
      if (buffered == Frame.BLOCK) {
        store.room().take(buffered);
        target.block(buffer, buffered);
        buffered = 0;
      }
    }
  }

  /** Bytes taken so far. */
  public long size() {
    return size;
  }

  /** Ends the contents; what was streamed to a segment is synced. May be called once. */
  public StagedBlob finish() throws StoreException {
    checkOpen();
    finished = true;
    byte[] digest = hash.digest();
    SegmentWriter target = segment;
    byte[] contents = buffer;
    buffer = NOTHING;
    if (target == null) {
      byte[] record = Zstandard.SHARED.record(contents, buffered);
      return new StagedBlob(store, digest, new StagedBlob.InMemory(contents, buffered, record));
    }
    if (buffered > 0) {
      target.block(contents, buffered);
    }
    Frame frame = target.finish(digest);
    SegmentBlob blob = store.segmentBlob(BlobId.at(0, digest), frame);
    return new StagedBlob(store, digest, new StagedBlob.InFrame(frame, blob));
  }

  private void checkOpen() {
    if (finished) {
      throw new IllegalStateException("the contents have ended");
    }
  }

  /** Gives back what {@link #finish} did not claim. */
  @Override
  public void close() {
    finished = true;
    if (segment != null && segment.abandon()) {
      store.room().giveBack(size);
    }
  }
}
