package org.angarium.store;

import java.io.Serial;

/**
 * The store is damaged in a way that must not be passed over: it was not opened, and nothing on
 * disk was changed. The message names what is wrong, {@link #remedy} what to do about it.
 */
public final class DamagedStoreException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  private final String remedy;

  /**
   * @param problem what is wrong, without a full stop
   * @param remedy whole sentences for the administrator
   */
  public DamagedStoreException(String problem, String remedy) {
    super(problem);
    this.remedy = remedy;
  }

  public String remedy() {
    return remedy;
  }
}
