package org.angarium.mail.header;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of one header in their order. Names compare without regard to case. Immutable. */
public final class HeaderFields implements Iterable<HeaderField> {
  /** A header without fields. */
  public static final HeaderFields EMPTY = new HeaderFields(new byte[0], 0, List.of());

  private final byte[] block;
  private final long offset;
  private final List<HeaderField> fields;

  HeaderFields(byte[] block, long offset, List<HeaderField> fields) {
    this.block = block;
    this.offset = offset;
    this.fields = fields;
  }

  /** The topmost field of that name. */
  public Optional<HeaderField> first(String name) {
    return Optional.ofNullable(firstOrNull(name));
  }

  /** The topmost field of that name, or null; for hot paths. */
  public @Nullable HeaderField firstOrNull(String name) {
    int hash = hash(name);
    for (int i = 0; i < fields.size(); i++) {
      HeaderField field = fields.get(i);
      if (field.is(name, hash)) {
        return field;
      }
    }
    return null;
  }

  /** All fields of that name, topmost first. */
  public List<HeaderField> all(String name) {
    int hash = hash(name);
    List<HeaderField> found = new ArrayList<>(2);
    for (HeaderField field : fields) {
      if (field.is(name, hash)) {
        found.add(field);
      }
    }
    return found;
  }

  /** The text of the topmost field of that name: one line, encoded words not decoded. */
  public @Nullable String text(String name) {
    HeaderField field = firstOrNull(name);
    return field == null ? null : field.text();
  }

  /** Whether there is a field of that name. */
  public boolean contains(String name) {
    return firstOrNull(name) != null;
  }

  /** How many fields there are. */
  public int size() {
    return fields.size();
  }

  /** The field at a position from the top, from 0. */
  public HeaderField get(int index) {
    return fields.get(index);
  }

  /**
   * The bytes the header was read from, as they came, the empty line at the end included if there
   * was one. A copy.
   */
  public byte[] raw() {
    return block.clone();
  }

  /** How many bytes {@link #raw()} has. */
  public int rawLength() {
    return block.length;
  }

  /** Where the header begins in the message. */
  public long offset() {
    return offset;
  }

  @Override
  public Iterator<HeaderField> iterator() {
    return Collections.unmodifiableList(fields).iterator();
  }

  static int hash(String name) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = hash * 31 + lower(name.charAt(i));
    }
    return hash;
  }

  static int lower(int c) {
    // Bytes are signed; characters beyond a byte are in no name.
    return c >= 'A' && c <= 'Z' ? c + 32 : c < 0 ? c & 0xff : c;
  }
}
