package org.angarium.store.queue;

/** Names a message in the queue for ever. */
public record QueueId(long value) {
  /** Sixteen hexadecimal digits. */
  @Override
  public String toString() {
    return String.format(java.util.Locale.ROOT, "%016x", value);
  }
}
