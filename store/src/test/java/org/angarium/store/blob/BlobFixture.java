package org.angarium.store.blob;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;

/** Stores, links and checks contents as the mailbox service does. */
final class BlobFixture {
  static final BlobLimits SMALL_SEGMENTS = new BlobLimits(4096, 4 << 20, 512 << 10);
  static final byte[] OWNER = {1, 2, 3};

  private BlobFixture() {}

  /** Contents that compress by about half. */
  static byte[] contents(long seed, int size) {
    Random random = new Random(seed);
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(16));
    }
    return bytes;
  }

  static BlobId store(Engine engine, BlobStore blobs, byte[] contents) throws StoreException {
    return store(engine, blobs, contents, OWNER);
  }

  static BlobId store(Engine engine, BlobStore blobs, byte[] contents, byte[] owner)
      throws StoreException {
    return store(engine, blobs, contents, owner, 1);
  }

  static BlobId store(Engine engine, BlobStore blobs, byte[] contents, byte[] owner, long near)
      throws StoreException {
    try (BlobWriter writer = blobs.writer()) {
      for (int i = 0; i < contents.length; i += 1000) {
        writer.write(contents, i, Math.min(1000, contents.length - i));
      }
      try (StagedBlob staged = writer.finish()) {
        return engine.write(
            List.of(Lock.account(1), staged.lock()),
            transaction -> {
              BlobId id = staged.putInto(transaction, near);
              transaction.put(BlobKeys.link(id, owner), new byte[0]);
              return id;
            });
      }
    }
  }

  static void unlink(Engine engine, BlobId id) throws StoreException {
    unlink(engine, id, OWNER);
  }

  static void unlink(Engine engine, BlobId id, byte[] owner) throws StoreException {
    engine.write(
        List.of(Lock.account(1)),
        transaction -> {
          transaction.delete(BlobKeys.link(id, owner));
          transaction.put(BlobKeys.unlinked(id), new byte[0]);
          return null;
        });
  }

  static byte[] read(Engine engine, BlobStore blobs, BlobId id) throws IOException {
    Blob blob = Objects.requireNonNull(blobs.find(engine, id), "no such blob");
    return new BlobInputStream(blob).readAllBytes();
  }

  static List<BlobVerify.Problem> problems(SegmentStore blobs) throws StoreException {
    List<BlobVerify.Problem> problems = new ArrayList<>();
    new BlobVerify(blobs).verify(problems::add);
    return problems;
  }
}
