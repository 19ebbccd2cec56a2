package org.angarium.server.imap;

import org.jspecify.annotations.Nullable;

/**
 * How a command ended well: what stands behind {@code tag OK}.
 *
 * @param code of the response, without brackets, or null
 */
record Completion(@Nullable String code, String text) {
  /** The command sent its tagged response itself. */
  static final Completion ANSWERED = new Completion(null, "");

  boolean answered() {
    return text.isEmpty();
  }

  static Completion of(String text) {
    return new Completion(null, text);
  }
}
