package org.angarium.mail.arc;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a chain came to, in the words of {@code cv=} (RFC 8617 §4.4) and of Authentication-Results.
 */
public enum ChainValidation {
  /** There is no chain. */
  NONE,
  /** There is one and it is right. */
  PASS,
  /** There is one and it is broken, now or further down. */
  FAIL;

  /** Lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value with this name; null if there is none. */
  static @Nullable ChainValidation of(String word) {
    for (ChainValidation value : values()) {
      if (value.toString().equalsIgnoreCase(word)) {
        return value;
      }
    }
    return null;
  }
}
