package org.angarium.store.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.message.ThreadingKeys;

/**
 * The ids by which messages refer to each other, as hashes: enough to thread a mailbox by
 * references (RFC 5256 §3, RFC 8621 §3) without opening a message.
 */
public final class Lineage {
  /** Of longer ones the newest are kept, and the first, which began the conversation. */
  public static final int MOST = 32;

  private static final long[] NONE = {};

  private Lineage() {}

  /**
   * Of a message: first the hash of its own id, 0 where it has none, then those of the messages it
   * refers to, oldest first. Empty where there are none at all.
   */
  public static long[] of(HeaderFields header) {
    ThreadingKeys keys = ThreadingKeys.of(header);
    List<String> references = keys.references();
    String own = keys.messageId();
    if (own == null && references.isEmpty()) {
      return NONE;
    }
    int count = Math.min(MOST - 1, references.size());
    long[] lineage = new long[1 + count];
    lineage[0] = own == null ? 0 : hash(own);
    for (int i = 0; i < count; i++) {
      int from = i == 0 ? 0 : references.size() - count + i;
      lineage[1 + i] = hash(references.get(from));
    }
    return lineage;
  }

  /**
   * The hash of an id without its angle brackets: FNV-1a, finished so that all bits count. Never
   * negative.
   */
  static long hash(String id) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ b & 0xFF) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 29) * 0xbf58476d1ce4e5b9L;
    return (hash ^ hash >>> 32) & Long.MAX_VALUE;
  }
}
