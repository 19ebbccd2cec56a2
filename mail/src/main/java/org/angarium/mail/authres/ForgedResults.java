package org.angarium.mail.authres;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;

/**
 * Finds the fields that pretend to be ours (RFC 8601 §5), to be removed at the border before our
 * own is added. A field that nobody can tell the author of is removed as well, since a reader more
 * lenient than this one might take it for ours.
 */
public final class ForgedResults {
  private ForgedResults() {}

  /**
   * The fields to remove, from the top down; cut out {@link HeaderField#length} octets at {@link
   * HeaderField#offset}.
   *
   * @param ownIds the names that our servers use, in any case of letters
   */
  public static List<HeaderField> find(
      HeaderFields header, List<String> ownIds, AuthResLimits limits) {
    List<HeaderField> forged = new ArrayList<>(0);
    for (HeaderField field : header.all(AuthenticationResults.FIELD)) {
      if (isForged(field, ownIds, limits)) {
        forged.add(field);
      }
    }
    return forged;
  }

  private static boolean isForged(HeaderField field, List<String> ownIds, AuthResLimits limits) {
    if (field.length() > limits.octets()) {
      return true;
    }
    String value = new String(field.rawValue(), StandardCharsets.UTF_8);
    String id = new AuthResParser(value, limits).authservId();
    if (id == null) {
      return true;
    }
    for (String own : ownIds) {
      if (own.equalsIgnoreCase(id)) {
        return true;
      }
    }
    return false;
  }
}
