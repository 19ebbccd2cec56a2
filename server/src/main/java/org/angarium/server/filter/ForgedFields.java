package org.angarium.server.filter;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.authres.AuthResLimits;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.authres.ForgedResults;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderParser;

/**
 * Takes off the Authentication-Results that pretend to be ours (RFC 8601 §5). All other octets stay
 * as they are. Thread-safe.
 */
public final class ForgedFields {
  private static final byte[] NAME =
      AuthenticationResults.FIELD.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

  private final List<String> ownIds;

  /**
   * @param ownId the name that we write in ours
   */
  public ForgedFields(String ownId) {
    this.ownIds = List.of(ownId);
  }

  /**
   * The header without them; the array itself where there are none.
   *
   * @param header up to and with the empty line, if there is one
   */
  public byte[] without(byte[] header) {
    if (!mayHave(header)) {
      return header;
    }
    List<HeaderField> forged =
        ForgedResults.find(HeaderParser.parse(header), ownIds, AuthResLimits.DEFAULT);
    if (forged.isEmpty()) {
      return header;
    }
    ByteArrayOutputStream kept = new ByteArrayOutputStream(header.length);
    int position = 0;
    for (HeaderField field : forged) {
      int start = (int) field.offset();
      kept.write(header, position, start - position);
      position = start + field.length();
    }
    kept.write(header, position, header.length - position);
    return kept.toByteArray();
  }

  /** Whether a line begins with the name: most messages have none and are not parsed for it. */
  private static boolean mayHave(byte[] header) {
    boolean lineStart = true;
    for (int i = 0; i + NAME.length < header.length; i++) {
      if (lineStart && (header[i] | 0x20) == 'a' && named(header, i)) {
        return true;
      }
      lineStart = header[i] == '\n';
    }
    return false;
  }

  private static boolean named(byte[] header, int start) {
    for (int i = 0; i < NAME.length; i++) {
      byte b = header[start + i];
      if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != NAME[i]) {
        return false;
      }
    }
    return true;
  }
}
