package org.angarium.server.event;

import org.jspecify.annotations.Nullable;

/** Sees the fields of an event. Null values are left out. */
public interface FieldVisitor {
  void field(String name, @Nullable String value);

  void field(String name, long value);
}
