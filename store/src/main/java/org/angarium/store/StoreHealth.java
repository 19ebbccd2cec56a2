package org.angarium.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.engine.DiskRoom;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Subspace;
import org.jspecify.annotations.Nullable;

/** Whether the store works: asked of it, or tried. Thread-safe. */
public final class StoreHealth {
  private static final byte[] PROBE = probe();

  private final Engine engine;

  private final BlobStore blobs;

  StoreHealth(Engine engine, BlobStore blobs) {
    this.engine = engine;
    this.blobs = blobs;
  }

  private static byte[] probe() {
    byte[] name = "health.probe".getBytes(StandardCharsets.US_ASCII);
    byte[] key = new byte[1 + name.length];
    key[0] = Subspace.META.tag();
    System.arraycopy(name, 0, key, 1, name.length);
    return key;
  }

  /** Reads a record, as long as that takes. */
  public void tryReading() throws StoreException {
    engine.get(PROBE);
  }

  /**
   * Writes a record, and what is taken back to a segment, as long as that takes; without waiting
   * for the disk's sync.
   */
  public void tryWriting() throws StoreException {
    blobs.tryWriting();
    engine.<@Nullable Void, StoreException>write(
        List.of(new Lock(Lock.Space.OTHER, Subspace.META.tag())),
        Durability.RELAXED,
        transaction -> {
          transaction.put(PROBE, new byte[] {1});
          return null;
        },
        done -> {});
  }

  /** What is damaged and hinders nothing else; or null. */
  public @Nullable String damage() {
    return engine.damage();
  }

  /** The room on the disk that the store writes to. */
  public DiskRoom room() {
    return engine.room();
  }

  /**
   * Tells {@code writes} when writing fails from now on, and with null when it works again. It must
   * be short.
   */
  public void listen(Consumer<@Nullable Throwable> writes) {
    engine.listen(writes);
  }
}
