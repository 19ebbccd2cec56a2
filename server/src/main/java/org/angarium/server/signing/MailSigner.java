package org.angarium.server.signing;

import org.angarium.mail.dkim.DkimSigning;
import org.angarium.mail.header.HeaderFields;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/** Signs mail of ours. Thread-safe. */
@FunctionalInterface
public interface MailSigner {
  /** Signs nothing. */
  MailSigner NONE = header -> null;

  /**
   * Begins to sign a message.
   *
   * @param header as it goes over the wire
   * @return null where nothing signs for its author
   */
  @Nullable DkimSigning begin(HeaderFields header) throws StoreException;
}
