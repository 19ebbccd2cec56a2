package org.angarium.store.message;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.imap.BodyStructureWriter;
import org.angarium.mail.imap.EnvelopeWriter;
import org.angarium.mail.mime.ImapEnvelope;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MessageText;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.mime.PartTable;
import org.angarium.mail.mime.PartTableCodec;
import org.angarium.store.StoreException;
import org.angarium.store.blob.Blob;
import org.angarium.store.blob.BlobId;
import org.angarium.store.schema.SummaryRecord;

/**
 * What is computed of a message before it is stored: once, however many recipients it has. Only the
 * prefix and what it shifts differ between them. Immutable.
 */
public final class MessageFacts {
  private static final int PREVIEW_CHARS = 200;

  private final long blobSize;
  private final int headerSize;
  private final long threadId;
  private final byte[] envelope;
  private final byte[] body;
  private final byte[] bodyStructure;
  private final PartTable partTable;
  private final byte[] preview;
  private final SearchDigest digest;
  private final long[] lineage;

  private MessageFacts(MessageStructure structure, Blob contents) {
    HeaderFields header = structure.header();
    MessageText text = new MessageText(structure.root(), source(contents), MimeLimits.DEFAULT);
    ImapEnvelope fields = ImapEnvelope.of(header);
    this.blobSize = contents.size();
    this.headerSize = Math.toIntExact(structure.root().bodyStart());
    this.threadId = Threads.idOf(header);
    this.envelope = EnvelopeWriter.write(fields);
    this.body = BodyStructureWriter.body(structure.root());
    this.bodyStructure = BodyStructureWriter.bodyStructure(structure.root());
    this.partTable = structure.partTable();
    this.preview = text.preview(PREVIEW_CHARS).getBytes(StandardCharsets.UTF_8);
    this.digest = SearchDigest.of(header, text);
    this.lineage = Lineage.of(header);
  }

  /**
   * Reads the contents where decoded text is needed.
   *
   * @param structure of the contents alone
   */
  public static MessageFacts of(MessageStructure structure, Blob contents) throws StoreException {
    try {
      return new MessageFacts(structure, contents);
    } catch (UncheckedIOException e) {
      throw new StoreException("cannot read a message that is to be stored", e.getCause());
    }
  }

  /** Octets of the contents without a prefix. */
  public long blobSize() {
    return blobSize;
  }

  /**
   * For one recipient.
   *
   * @param blob the name that the contents have got
   */
  public MessageRecords records(BlobId blob, byte[] prefix, long emailId) {
    long thread = threadId == 0 ? emailId : threadId;
    SearchDigest.Stored searched = digest.with(prefix, thread);
    return new MessageRecords(
        summary(blob, prefix, thread).encode(), thread, searched.record(), searched.signature());
  }

  private SummaryRecord summary(BlobId blob, byte[] prefix, long thread) {
    return new SummaryRecord(
        blob,
        blobSize,
        prefix,
        headerSize + prefix.length,
        thread,
        envelope,
        body,
        bodyStructure,
        PartTableCodec.encode(partTable.shifted(prefix.length)),
        preview,
        lineage);
  }

  /** The contents as the message package wants them; fails with UncheckedIOException. */
  public static MessageSource source(Blob contents) {
    return (start, end) -> {
      try {
        return read(contents, start, end);
      } catch (StoreException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  static byte[] read(Blob contents, long start, long end) throws StoreException {
    byte[] bytes = new byte[Math.toIntExact(Math.max(0, Math.min(end, contents.size()) - start))];
    int filled = 0;
    while (filled < bytes.length) {
      int read = contents.read(start + filled, bytes, filled, bytes.length - filled);
      if (read < 0) {
        return Arrays.copyOf(bytes, filled);
      }
      filled += read;
    }
    return bytes;
  }
}
