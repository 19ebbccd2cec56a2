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
 * @param lineage hashes of the message's own id and of those it refers to, see {@code Lineage};
 *     empty in records of version 1
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
    byte[] preview,
    long[] lineage) {
  /** Ends with the lineage, which version 1 does not have. */
  private static final int VERSION = 2;

  private static final int WITHOUT_LINEAGE = 1;
  private static final long[] NONE = {};

  public byte[] encode() {
    RecordWriter writer =
        new RecordWriter(
                lineage.length == 0 ? WITHOUT_LINEAGE : VERSION,
                80
                    + prefix.length
                    + envelope.length
                    + body.length
                    + bodyStructure.length
                    + partTable.length
                    + preview.length
                    + 8 * lineage.length)
            .raw(blob.bytes())
            .number(blobSize)
            .array(prefix)
            .number(headerSize)
            .fixed(threadId)
            .array(envelope)
            .array(body)
            .array(bodyStructure)
            .array(partTable)
            .array(preview);
    if (lineage.length > 0) {
      writer.number(lineage.length);
      for (long id : lineage) {
        writer.fixed(id);
      }
    }
    return writer.toBytes();
  }

  public static SummaryRecord decode(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("summary", bytes);
    int version = reader.version(VERSION);
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
            reader.array(),
            version == WITHOUT_LINEAGE ? NONE : lineage(reader));
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

  private static long[] lineage(RecordReader reader) throws DamagedRecordException {
    long[] lineage = new long[reader.elements(8)];
    for (int i = 0; i < lineage.length; i++) {
      lineage[i] = reader.fixed();
    }
    return lineage;
  }

  /** The blob alone, without the rest of the record. */
  public static BlobId blobOf(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("summary", bytes);
    reader.version(VERSION);
    return BlobId.of(reader.raw(BlobId.LENGTH));
  }
}
