package org.angarium.store.view;

/**
 * The system flags (RFC 9051 §2.3.2) and their bits in stored records; the order is part of the
 * format.
 */
public enum SystemFlag {
  SEEN("\\Seen", 0),
  ANSWERED("\\Answered", 1),
  FLAGGED("\\Flagged", 2),
  DELETED("\\Deleted", 3),
  DRAFT("\\Draft", 4);

  private final String flagName;
  private final int position;

  SystemFlag(String flagName, int position) {
    this.flagName = flagName;
    this.position = position;
  }

  public String flagName() {
    return flagName;
  }

  public long bit() {
    return 1L << position;
  }
}
