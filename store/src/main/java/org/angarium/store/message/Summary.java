package org.angarium.store.message;

import org.angarium.mail.imap.EnvelopeReader;
import org.angarium.mail.mime.ImapEnvelope;

/**
 * What is computed once when a message arrives and read again and again: the stored record behind
 * FETCH ENVELOPE and BODYSTRUCTURE. The arrays are the record's own: do not change them.
 *
 * @param envelope in IMAP syntax, ready to send
 * @param body in IMAP syntax (BODY)
 * @param bodyStructure in IMAP syntax (BODYSTRUCTURE)
 * @param partTable encoded {@code PartTable}, offsets already shifted by the prefix
 * @param headerSize octets of the header with the prefix and the empty line
 * @param preview RFC 8970
 * @param threadId RFC 8474
 * @param lineage see {@link Lineage}; empty for messages stored by earlier versions
 */
public record Summary(
    byte[] envelope,
    byte[] body,
    byte[] bodyStructure,
    byte[] partTable,
    int headerSize,
    String preview,
    long threadId,
    long[] lineage) {
  /** The envelope as data. Parsed each time. */
  public ImapEnvelope parsedEnvelope() {
    return EnvelopeReader.read(envelope);
  }
}
