package org.angarium.mail.header;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A Content-Type (RFC 2045 §5).
 *
 * @param mediaType lower-case, such as {@code text}
 * @param subtype lower-case, such as {@code plain}
 */
public record ContentTypeField(String mediaType, String subtype, ParameterList parameters) {
  /** What a part without a usable Content-Type is (RFC 2045 §5.2). */
  public static final ContentTypeField TEXT_PLAIN =
      new ContentTypeField("text", "plain", ParameterList.EMPTY);

  /** Names longer than this are nonsense (RFC 6838 §4.2 allows 127). */
  private static final int MAX_NAME = 127;

  /** Reads a value, or null if it isn't {@code type/subtype}. */
  public static @Nullable ContentTypeField parse(String value, HeaderLimits limits) {
    StructuredText in = new StructuredText(value, 0);
    String type = in.token();
    if (type.isEmpty() || type.length() > MAX_NAME || !in.accept('/')) {
      return null;
    }
    String subtype = in.token();
    if (subtype.isEmpty() || subtype.length() > MAX_NAME) {
      return null;
    }
    return new ContentTypeField(
        type.toLowerCase(Locale.ROOT),
        subtype.toLowerCase(Locale.ROOT),
        ParameterList.parse(value, in.position(), limits));
  }

  /** Reads the Content-Type of a header, or null if it has none that is usable. */
  public static @Nullable ContentTypeField of(HeaderFields header, HeaderLimits limits) {
    HeaderField field = header.firstOrNull("Content-Type");
    return field == null ? null : parse(field.text(), limits);
  }

  /** Whether this is the given type. */
  public boolean is(String type, String sub) {
    return mediaType.equals(type) && subtype.equals(sub);
  }

  /** The charset parameter, or null. */
  public @Nullable String charset() {
    return parameters.value("charset");
  }
}
