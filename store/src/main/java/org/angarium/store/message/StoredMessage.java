package org.angarium.store.message;

import org.angarium.store.StoreException;
import org.angarium.store.blob.Blob;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.engine.Reader;
import org.angarium.store.schema.SummaryRecord;
import org.jspecify.annotations.Nullable;

/**
 * A stored message as clients see it: prefix and contents as one run of bytes. Several threads may
 * read.
 */
public interface StoredMessage {
  long uid();

  /** Octets of prefix and contents. */
  long size();

  Summary summary() throws StoreException;

  /** Reads up to {@code length} bytes; returns how many, at least 1, or -1 at the end. */
  int read(long position, byte[] target, int offset, int length) throws StoreException;

  /**
   * Checks what is from {@code start} to before {@code end} by its checksums.
   *
   * @throws StoreException where reading it would fail
   */
  void check(long start, long end) throws StoreException;

  /** The header of the message: prefix and header of the contents up to and with the empty line. */
  byte[] header() throws StoreException;

  /** The whole message if it is not larger than {@code limit}, else null. */
  byte @Nullable [] wholeUpTo(int limit) throws StoreException;

  /**
   * The message of an encoded summary record, or null if its contents are gone with it.
   *
   * @throws StoreException also when the record is damaged
   */
  static @Nullable StoredMessage of(Reader reader, BlobStore blobs, long uid, byte[] summary)
      throws StoreException {
    SummaryRecord record = SummaryRecord.decode(summary);
    Blob blob = blobs.find(reader, record.blob());
    return blob == null ? null : new OpenMessage(uid, record, blob);
  }
}
