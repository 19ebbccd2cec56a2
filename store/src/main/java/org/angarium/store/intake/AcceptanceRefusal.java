package org.angarium.store.intake;

import java.io.Serial;

/**
 * Why a message is not accepted as it is; nothing was stored for anybody. Without a stack trace.
 */
abstract sealed class AcceptanceRefusal extends Exception
    permits OverQuotaException, OutdatedNoteException {
  @Serial private static final long serialVersionUID = 1L;

  AcceptanceRefusal(String message) {
    super(message, null, false, false);
  }
}
