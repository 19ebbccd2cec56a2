package org.angarium.store.blob;

import org.angarium.store.StoreException;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Transaction;

/**
 * Contents that are complete and not yet named by any record. Readable at once (filters read it
 * before it is committed). Close it after the transaction, committed or not.
 */
public final class StagedBlob implements Blob, AutoCloseable {
  private final SegmentStore store;

  /** SHA-256 of the contents. */
  private final byte[] hash;

  private Staging staging;

  /** Whether a transaction was given the record: then it may be committed. */
  private boolean offered;

  private boolean closed;

  /** Where the contents wait. */
  sealed interface Staging {
    Blob blob();
  }

  /** Small contents, with the record that will hold them. */
  record InMemory(byte[] contents, int contentSize, byte[] record) implements Staging, Blob {
    @Override
    public Blob blob() {
      return this;
    }

    @Override
    public long size() {
      return contentSize;
    }

    /**
     * The same without the contents themselves, which a session that waits for the disk need not
     * hold.
     */
    InRecord asRecord() throws StoreException {
      if (!(BlobRecord.decode(record) instanceof BlobRecord.Inline inline)) {
        throw new IllegalStateException("contents in memory have a record for a segment");
      }
      return new InRecord(record, new InlineBlob(inline));
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) {
      return InlineBlob.copy(contents, contentSize, position, target, offset, length);
    }
  }

  /** Small contents that a transaction has been given: only their record is kept. */
  record InRecord(byte[] record, InlineBlob blob) implements Staging {}

  /** Large contents, on disk already. */
  record InFrame(Frame frame, SegmentBlob blob) implements Staging {}

  StagedBlob(SegmentStore store, byte[] hash, Staging staging) {
    this.store = store;
    this.hash = hash;
    this.staging = staging;
  }

  @Override
  public long size() {
    return staging.blob().size();
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) throws StoreException {
    return staging.blob().read(position, target, offset, length);
  }

  /** The lock under which {@link #putInto} runs, against the collector. */
  public Lock lock() {
    return BlobId.at(0, hash).lock();
  }

  /**
   * Adds the record of these contents to the transaction unless they are there already. The caller
   * adds the link in the same one.
   *
   * @param near the account that will read them, or 0: what one account has lies together
   * @return their name, which is that of equal contents where there are some
   */
  public BlobId putInto(Transaction transaction, long near) throws StoreException {
    if (closed) {
      throw new IllegalStateException("the staged contents are closed");
    }
    BlobId id = BlobId.at(near, store.nextOrder(), hash);
    byte[] name = BlobKeys.named(id);
    byte[] place = transaction.get(name);
    if (place == null) {
      transaction.put(name, id.place());
      putInto(transaction, id);
      return id;
    }
    BlobId known = BlobKeys.id(name, place);
    if (transaction.get(BlobKeys.blob(known)) == null) {
      putInto(transaction, known);
    }
    return known;
  }

  private void putInto(Transaction transaction, BlobId id) throws StoreException {
    byte[] key = BlobKeys.blob(id);
    switch (staging) {
      case InMemory memory -> {
        transaction.give(key, memory.record());
        staging = memory.asRecord();
      }
      case InRecord known -> transaction.give(key, known.record());
      case InFrame place -> {
        SegmentEntry entry = SegmentEntry.of(place.frame(), id);
        transaction.put(key, place.frame().record().encode());
        transaction.put(entry.key(), entry.value());
        offered = true;
      }
    }
  }

  /**
   * Gives back the room of contents that were not stored. Where a transaction had them, a write has
   * failed and their record is not to be seen, it isn't known whether it comes back: that room
   * stays taken until the store is opened again.
   */
  @Override
  public void close() {
    if (closed || !(staging instanceof InFrame place)) {
      closed = true;
      return;
    }
    closed = true;
    // Asked before the record is looked for: what failed before then has come to its end.
    boolean certain = store.engine().failure() == null;
    if (!offered) {
      store.segments().dropped(place.frame());
      return;
    }
    try {
      Frame frame = place.frame();
      if (store.engine().get(BlobKeys.segment(frame.segment(), frame.offset())) != null) {
        store.segments().named(frame);
      } else if (certain) {
        store.segments().dropped(frame);
      }
    } catch (StoreException unknown) {
      // Then its room stays taken.
    }
  }
}
