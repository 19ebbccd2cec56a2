package org.angarium.server.filter;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.authres.AuthResLimits;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.authres.ForgedResults;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderParser;

/**
 * Takes off what pretends to be our judgement: Authentication-Results under our name (RFC 8601 §5),
 * Received-SPF that names us as the receiver (RFC 7208 §9.1), and the X-Spam-Status of others,
 * which has no name. All other octets stay as they are. Thread-safe.
 */
public final class ForgedFields {
  /** Says score and findings. */
  static final String STATUS = "X-Spam-Status";

  static final String RECEIVED_SPF = "Received-SPF";

  private static final List<byte[]> NAMES =
      List.of(lower(AuthenticationResults.FIELD), lower(STATUS), lower(RECEIVED_SPF));

  private final List<String> ownIds;
  private final String ownId;

  /**
   * @param ownId the name that we write in ours
   */
  public ForgedFields(String ownId) {
    this.ownIds = List.of(ownId);
    this.ownId = ownId.toLowerCase(Locale.ROOT);
  }

  private static byte[] lower(String name) {
    return name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
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
    List<HeaderField> forged = forged(HeaderParser.parse(header));
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

  /** In the order of the header. */
  private List<HeaderField> forged(HeaderFields fields) {
    List<HeaderField> forged =
        new ArrayList<>(ForgedResults.find(fields, ownIds, AuthResLimits.DEFAULT));
    forged.addAll(fields.all(STATUS));
    for (HeaderField field : fields.all(RECEIVED_SPF)) {
      if (field.text().toLowerCase(Locale.ROOT).contains(ownId)) {
        forged.add(field);
      }
    }
    forged.sort(Comparator.comparingLong(HeaderField::offset));
    return forged;
  }

  /** Whether a line begins with a name: most messages have none and are not parsed for it. */
  private static boolean mayHave(byte[] header) {
    boolean lineStart = true;
    for (int i = 0; i < header.length; i++) {
      if (lineStart) {
        for (byte[] name : NAMES) {
          if (named(header, i, name)) {
            return true;
          }
        }
      }
      lineStart = header[i] == '\n';
    }
    return false;
  }

  private static boolean named(byte[] header, int start, byte[] name) {
    if (start + name.length >= header.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      byte b = header[start + i];
      if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != name[i]) {
        return false;
      }
    }
    return true;
  }
}
