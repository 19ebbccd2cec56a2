package org.angarium.store.queue;

/** How far the message has come for one recipient. The codes are part of the stored format. */
public enum RecipientStatus {
  /** To be tried, now or later. */
  PENDING(0),
  /** The next host took it. */
  DELIVERED(1),
  /** Failed for good; the sender was told, where he wanted to be. */
  FAILED(2);

  private final int code;

  RecipientStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Nothing more will be done for this recipient. */
  public boolean done() {
    return this != PENDING;
  }
}
