package org.angarium.server.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that can be set.
 *
 * @param name with dots, as it is nested in the file: {@code listeners.mx.port}
 * @param standard the value when nothing is set, or null when it follows from other settings
 * @param standardText how the manual names the default
 * @param text for the manual: what it does and when to change it
 */
record Setting<T>(
    String name, Kind<T> kind, @Nullable T standard, String standardText, String text) {

  static <T> Setting<T> of(String name, Kind<T> kind, T standard, String text) {
    return new Setting<>(name, kind, standard, kind.write(standard), text);
  }

  static <T> Setting<T> derived(String name, Kind<T> kind, String standardText, String text) {
    return new Setting<>(name, kind, null, standardText, text);
  }
}
