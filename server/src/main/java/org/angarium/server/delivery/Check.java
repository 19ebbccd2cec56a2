package org.angarium.server.delivery;

import org.angarium.mail.mime.MessageStructure;
import org.angarium.store.StoreException;
import org.angarium.store.blob.Blob;

/**
 * Judges a message that has arrived in full and is not yet accepted: sender authentication,
 * filters, policy. Thread-safe.
 */
@FunctionalInterface
public interface Check {
  Verdict judge(Envelope envelope, MessageStructure structure, Blob contents) throws StoreException;
}
