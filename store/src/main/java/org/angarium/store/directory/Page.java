package org.angarium.store.directory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param items in the list's order; may be fewer than asked for, even none, while there is more
 * @param next what to pass as {@code after} for the following part, or null at the end
 */
public record Page<T>(List<T> items, @Nullable String next) {
  public Page {
    items = List.copyOf(items);
  }
}
