package org.angarium.server.event;

import org.jspecify.annotations.Nullable;

/** Sees the fields of an event. Null values are left out. */
public interface FieldVisitor {
  /** A text, of a field with the unit {@link Field.Unit#TEXT}; empty texts are seen. */
  void field(Field field, @Nullable String value);

  /** A number: of a count or of octets. */
  void field(Field field, long value);

  /** A truth value. */
  void field(Field field, boolean value);

  /** A span of time in microseconds. */
  void duration(Field field, long micros);
}
