package org.angarium.store.blob;

import org.angarium.store.StoreException;
import org.angarium.store.engine.DiskRoom;
import org.angarium.store.engine.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Immutable message contents, each stored once under its hash: what those see who take and read
 * mail, wherever the contents lie. {@link SegmentStore} keeps them in the engine and in files. What
 * opens, checks, backs up and cleans a place belongs to that place. Thread-safe.
 */
public interface BlobStore extends AutoCloseable {
  /** The room on the disk; whoever begins to take a message asks it first. */
  DiskRoom room();

  /** A writer for new contents; close it when done, whatever happened. */
  BlobWriter writer();

  /** Begins large contents and takes them back: whether such could be kept. */
  void tryWriting() throws StoreException;

  /** The contents named {@code id}, or null where there are none. */
  @Nullable Blob find(BlobId id) throws StoreException;

  /** The contents named {@code id} as seen by {@code reader}, or null where there are none. */
  @Nullable Blob find(Reader reader, BlobId id) throws StoreException;

  /**
   * The contents named {@code ids}, in their order, null where there are none; read together, which
   * is cheaper than one by one. Small ones are expanded already; one that is damaged fails when it
   * is read.
   */
  @Nullable Blob[] findAll(Reader reader, BlobId[] ids) throws StoreException;

  /** The room that large contents take. */
  SegmentSpace space();

  @Override
  void close() throws StoreException;
}
