package org.angarium.store.intake;

import java.io.Serial;

/**
 * What a script remembers has changed since it was asked, by another message that came at the same
 * time; nothing was stored for anybody. The script is to be run again. Without a stack trace.
 */
public final class OutdatedNoteException extends AcceptanceRefusal {
  @Serial private static final long serialVersionUID = 1L;

  OutdatedNoteException() {
    super("what a script remembers has changed");
  }
}
