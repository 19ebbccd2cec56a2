package org.angarium.store.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of keys.
 *
 * @param start first key, inclusive
 * @param end first key after the range, or null for "to the end"
 */
public record KeyRange(byte[] start, byte @Nullable [] end) {

  /** All keys that start with {@code prefix}. */
  public static KeyRange prefix(byte[] prefix) {
    return new KeyRange(prefix, successor(prefix));
  }

  /**
   * The first key after all keys that start with {@code prefix}, or null when there is none (all
   * bytes are 0xFF).
   */
  public static byte @Nullable [] successor(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xFF) {
        byte[] next = Arrays.copyOf(prefix, i + 1);
        next[i]++;
        return next;
      }
    }
    return null;
  }
}
