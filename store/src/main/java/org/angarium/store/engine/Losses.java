package org.angarium.store.engine;

import org.jspecify.annotations.Nullable;

/** Is told what {@link Engine#salvaging} could not read. One thread at a time. */
public interface Losses {
  /** Is not interested. */
  Losses NONE =
      new Losses() {
        @Override
        public void key(byte[] key, String cause) {}

        @Override
        public void between(byte @Nullable [] after, byte @Nullable [] before, String cause) {}
      };

  /** The value of this key. */
  void key(byte[] key, String cause);

  /**
   * Entries between two that were read, of which nothing else is known.
   *
   * @param after the last that was read before, or null for the start of what was asked for
   * @param before the first behind it, or null for the end
   */
  void between(byte @Nullable [] after, byte @Nullable [] before, String cause);
}
