package org.angarium.server.delivery;

import org.angarium.mail.mime.MessageParser;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.blob.BlobWriter;
import org.angarium.store.blob.StagedBlob;

/** What a message says, staged: the one that came, or one that a script makes. Compared as such. */
final class Contents {
  private final StagedBlob blob;
  private final MessageStructure structure;
  private final boolean eightBit;

  /**
   * @param structure of the blob
   * @param eightBit whether a byte beyond ASCII is in it
   */
  Contents(StagedBlob blob, MessageStructure structure, boolean eightBit) {
    this.blob = blob;
    this.structure = structure;
    this.eightBit = eightBit;
  }

  /** Stages a message of our own; the caller closes the blob. */
  static Contents of(BlobStore blobs, byte[] message) throws StoreException {
    MessageParser parser = new MessageParser(MimeLimits.DEFAULT);
    parser.update(message, 0, message.length);
    try (BlobWriter writer = blobs.writer()) {
      writer.write(message, 0, message.length);
      return new Contents(writer.finish(), parser.finish(), isEightBit(message));
    }
  }

  static boolean isEightBit(byte[] octets) {
    for (byte b : octets) {
      if (b < 0) {
        return true;
      }
    }
    return false;
  }

  StagedBlob blob() {
    return blob;
  }

  MessageStructure structure() {
    return structure;
  }

  boolean eightBit() {
    return eightBit;
  }
}
