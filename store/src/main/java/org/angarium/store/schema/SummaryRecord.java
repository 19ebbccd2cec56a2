package org.angarium.store.schema;

import org.angarium.store.blob.BlobId;

/**
 * What never changes about a message and clients ask for. The arrays are the record's own.
 *
 * @param blob the contents
 * @param blobSize their octets
 * @param prefix header fields of this delivery, put before the contents
 * @param headerSize octets of the header, prefix and empty line included
 * @param threadId RFC 8474
 * @param envelope in IMAP syntax
 * @param body in IMAP syntax
 * @param bodyStructure in IMAP syntax
 * @param partTable encoded, offsets count the prefix
 * @param preview UTF-8
 */
public record SummaryRecord(
    BlobId blob,
    long blobSize,
    byte[] prefix,
    int headerSize,
    long threadId,
    byte[] envelope,
    byte[] body,
    byte[] bodyStructure,
    byte[] partTable,
    byte[] preview) {
  private static final int VERSION = 1;

  public byte[] encode() {
    return new RecordWriter(
            VERSION,
            80
                + prefix.length
                + envelope.length
                + body.length
                + bodyStructure.length
                + partTable.length
                + preview.length)
        .raw(blob.bytes())
        .number(blobSize)
        .array(prefix)
        .number(headerSize)
        .fixed(threadId)
        .array(envelope)
        .array(body)
        .array(bodyStructure)
        .array(partTable)
        .array(preview)
        .toBytes();
  }

  public static SummaryRecord decode(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("summary", bytes);
    reader.version(VERSION);
    SummaryRecord record =
        new SummaryRecord(
            BlobId.of(reader.raw(BlobId.LENGTH)),
            reader.number(),
            reader.array(),
            reader.count(),
            reader.fixed(),
            reader.array(),
            reader.array(),
            reader.array(),
            reader.array(),
            reader.array());
    reader.end();
    return record;
  }

  /**
   * What of a message leads elsewhere.
   *
   * @param blob its contents
   * @param threadId its thread
   */
  public record Ties(BlobId blob, long threadId) {}

  /** The ties alone, without the rest of the record. */
  public static Ties tiesOf(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("summary", bytes);
    reader.version(VERSION);
    BlobId blob = BlobId.of(reader.raw(BlobId.LENGTH));
    reader.number();
    reader.skipArray();
    reader.count();
    return new Ties(blob, reader.fixed());
  }

  /** The blob alone, without the rest of the record. */
  public static BlobId blobOf(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("summary", bytes);
    reader.version(VERSION);
    return BlobId.of(reader.raw(BlobId.LENGTH));
  }
}
