package org.angarium.mail.spf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that obeys the grammar (RFC 7208 §12).
 *
 * @param directives in their order
 * @param redirect of the modifier, or null
 * @param explanation of the modifier {@code exp=}, or null
 */
public record SpfRecord(
    List<SpfDirective> directives,
    @Nullable MacroString redirect,
    @Nullable MacroString explanation) {
  public SpfRecord {
    directives = List.copyOf(directives);
  }

  /**
   * Parses the text of a TXT record, a character per octet.
   *
   * @throws SpfSyntaxException where it breaks the grammar, wherever that is: nothing of such a
   *     record is used (§4.6)
   */
  public static SpfRecord parse(String text, SpfLimits limits) throws SpfSyntaxException {
    return new SpfParser(text, limits).record();
  }

  /** Whether a TXT record claims to be a record of this version (§4.5). */
  public static boolean isSpf(String text) {
    return text.regionMatches(true, 0, "v=spf1", 0, 6)
        && (text.length() == 6 || text.charAt(6) == ' ');
  }
}
