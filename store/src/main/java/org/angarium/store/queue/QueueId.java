package org.angarium.store.queue;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Names a message in the queue for ever. */
public record QueueId(long value) {
  /** Sixteen hexadecimal digits. */
  @Override
  public String toString() {
    return String.format(java.util.Locale.ROOT, "%016x", value);
  }

  /** The message that owns a link to contents, or null where the owner is something else. */
  public static @Nullable QueueId ofOwner(byte[] owner) {
    return owner.length == 1 + Long.BYTES && owner[0] == QueueKeys.OWNER
        ? new QueueId(ByteBuffer.wrap(owner).getLong(1))
        : null;
  }
}
