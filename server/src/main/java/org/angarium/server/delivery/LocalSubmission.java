package org.angarium.server.delivery;

import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.store.StoreException;

/**
 * Mail that the server itself writes (delivery status, notices): takes the same way as any other,
 * without a session.
 */
public interface LocalSubmission {
  /**
   * Durable on return, in full mailboxes too. Recipients that cannot be resolved are dropped and
   * reported as an event: bounces never bounce.
   */
  void submit(
      ReversePath reversePath, List<EmailAddress> recipients, byte[] message, String messageTrace)
      throws StoreException;
}
