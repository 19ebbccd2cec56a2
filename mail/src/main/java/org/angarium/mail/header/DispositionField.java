package org.angarium.mail.header;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A Content-Disposition (RFC 2183).
 *
 * @param disposition lower-case, such as {@code attachment}
 */
public record DispositionField(String disposition, ParameterList parameters) {
  private static final int MAX_NAME = 127;

  /** Reads a value, or null if it doesn't begin with a token. */
  public static @Nullable DispositionField parse(String value, HeaderLimits limits) {
    StructuredText in = new StructuredText(value, 0);
    String disposition = in.token();
    if (disposition.isEmpty() || disposition.length() > MAX_NAME) {
      return null;
    }
    return new DispositionField(
        disposition.toLowerCase(Locale.ROOT), ParameterList.parse(value, in.position(), limits));
  }

  /** The file name, decoded, or null. */
  public @Nullable String fileName() {
    return parameters.value("filename");
  }
}
