package org.angarium.mail.dkim;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;

/**
 * Puts together the octets that a signature signs: header fields chosen from the bottom up (RFC
 * 6376 §5.4.2) in canonical form, and the signature field itself without its value of {@code b=}
 * (§3.7).
 */
public final class HeaderHasher {
  private static final byte[] CRLF = {'\r', '\n'};

  private final Map<String, List<HeaderField>> byName;

  /** For the fields of one message; they are indexed once for all signatures. */
  public HeaderHasher(HeaderFields header) {
    byName = HashMap.newHashMap(Math.min(header.size(), 64));
    for (int i = header.size() - 1; i >= 0; i--) {
      HeaderField field = header.get(i);
      byName
          .computeIfAbsent(field.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
          .add(field);
    }
  }

  /** How many fields of that name (lower case) there are. */
  public int count(String name) {
    List<HeaderField> fields = byName.get(name);
    return fields == null ? 0 : fields.size();
  }

  /**
   * The octets to be signed.
   *
   * @param names lower case; the n-th mention of a name is its n-th field from the bottom, or
   *     nothing if there are fewer
   * @param signatureField the field that holds the signature, whole; whatever its {@code b=} has is
   *     left out
   */
  public byte[] signed(List<String> names, Canonicalization form, byte[] signatureField) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    Map<String, Iterator<HeaderField>> left = HashMap.newHashMap(names.size());
    for (String name : names) {
      Iterator<HeaderField> fields =
          left.computeIfAbsent(name, of -> byName.getOrDefault(of, List.of()).iterator());
      if (fields.hasNext()) {
        append(fields.next().raw(), form, out);
        out.write(CRLF, 0, CRLF.length);
      }
    }
    append(withoutSignature(signatureField), form, out);
    return out.toByteArray();
  }

  /**
   * Appends a field in canonical form without the line break at its end.
   *
   * @param raw the whole field as it came
   */
  public static void append(byte[] raw, Canonicalization form, ByteArrayOutputStream out) {
    int end = raw.length;
    if (end > 0 && raw[end - 1] == '\n') {
      end--;
      if (end > 0 && raw[end - 1] == '\r') {
        end--;
      }
    }
    switch (form) {
      case SIMPLE -> simple(raw, end, out);
      case RELAXED -> relaxed(raw, end, out);
    }
  }

  private static void simple(byte[] raw, int end, ByteArrayOutputStream out) {
    int start = 0;
    for (int i = 0; i < end; i++) {
      if (raw[i] == '\n' && (i == 0 || raw[i - 1] != '\r')) {
        out.write(raw, start, i - start);
        out.write('\r');
        start = i;
      }
    }
    out.write(raw, start, end - start);
  }

  /** RFC 6376 §3.4.2. Given to the stream in one piece, since each write takes its lock. */
  private static void relaxed(byte[] raw, int end, ByteArrayOutputStream out) {
    byte[] canonical = new byte[end + 1]; // a colon more, where there was none
    int length = 0;
    int i = 0;
    while (i < end && raw[i] != ':' && !isSpace(raw, i, end)) {
      byte b = raw[i++];
      canonical[length++] = b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
    while (i < end && raw[i] != ':') {
      i++;
    }
    canonical[length++] = ':';
    i++;
    while (i < end && isSpace(raw, i, end)) {
      i++;
    }
    while (i < end) {
      while (i < end && !isSpace(raw, i, end)) {
        canonical[length++] = raw[i++];
      }
      boolean space = false;
      while (i < end && isSpace(raw, i, end)) {
        space |= raw[i] == ' ' || raw[i] == '\t';
        i++;
      }
      if (space && i < end) {
        canonical[length++] = ' ';
      }
    }
    out.write(canonical, 0, length);
  }

  private static boolean isSpace(byte[] raw, int i, int end) {
    byte b = raw[i];
    if (b > ' ' || b < 0) {
      return false; // nearly always: one look is enough
    }
    return b == ' '
        || b == '\t'
        || b == '\n'
        || (b == '\r' && (i + 1 < end ? raw[i + 1] == '\n' : end < raw.length));
  }

  /** The field with nothing between {@code b=} and the next semicolon or the end. */
  public static byte[] withoutSignature(byte[] field) {
    int i = 0;
    while (i < field.length && field[i] != ':') {
      i++;
    }
    while (i < field.length) {
      int name = i + 1;
      while (name < field.length && isWhite(field[name])) {
        name++;
      }
      int equals = name;
      while (equals < field.length && field[equals] != '=' && field[equals] != ';') {
        equals++;
      }
      int end = equals;
      while (end < field.length && field[end] != ';') {
        end++;
      }
      if (equals < field.length
          && field[equals] == '='
          && field[name] == 'b'
          && isAllWhite(field, name + 1, equals)) {
        byte[] rest = new byte[field.length - (end - equals - 1)];
        System.arraycopy(field, 0, rest, 0, equals + 1);
        System.arraycopy(field, end, rest, equals + 1, field.length - end);
        return rest;
      }
      i = end;
    }
    return field;
  }

  private static boolean isAllWhite(byte[] field, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isWhite(field[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWhite(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
