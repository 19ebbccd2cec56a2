package org.angarium.mail.sasl;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * User names and passwords of all scripts in one form (RFC 8265), the successor of {@link SaslPrep}
 * for what we store and compare ourselves. SCRAM goes on with SASLprep, as its clients do.
 *
 * <p>SASLprep knows Unicode 3.2 for ever; this follows the Unicode version of the running JDK (16.0
 * in JDK 25): a name of letters that are newer than that is refused. One rule needs a property that
 * the JDK doesn't have, the joining type of letters: a zero width non-joiner is allowed after a
 * virama only, not between Arabic letters (RFC 5892 appendix A.1 would allow both).
 */
public final class Precis {
  private Precis() {}

  /**
   * The profile UsernameCaseMapped (RFC 8265 §3.3) for each part of a user name; parts are divided
   * by a single space. Empty if it holds what is not allowed.
   */
  public static Optional<String> usernameCaseMapped(String name) {
    return username(name, true);
  }

  /**
   * The profile UsernameCasePreserved (RFC 8265 §3.4), otherwise as {@link #usernameCaseMapped}.
   */
  public static Optional<String> usernameCasePreserved(String name) {
    return username(name, false);
  }

  /**
   * The profile OpaqueString (RFC 8265 §4.2), for passwords: nearly everything that can be seen, in
   * its case and width; all spaces become the same.
   */
  public static Optional<String> opaqueString(String text) {
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints().forEach(c -> mapped.appendCodePoint(PrecisClass.isSpace(c) ? ' ' : c));
    String normal = Normalizer.normalize(mapped, Normalizer.Form.NFC);
    return !normal.isEmpty() && PrecisClass.FREEFORM.holds(normal)
        ? Optional.of(normal)
        : Optional.empty();
  }

  private static Optional<String> username(String name, boolean mapCase) {
    StringBuilder result = new StringBuilder(name.length());
    int start = 0;
    while (start <= name.length()) {
      int space = name.indexOf(' ', start);
      int end = space < 0 ? name.length() : space;
      Optional<String> part = part(name.substring(start, end), mapCase);
      if (part.isEmpty()) {
        return part;
      }
      result.append(start == 0 ? "" : " ").append(part.get());
      start = end + 1;
    }
    return Optional.of(result.toString());
  }

  // RFC 8264 §7: width, case, normalization, direction, then behaviour; again until it is stable.
  private static Optional<String> part(String part, boolean mapCase) {
    String before = part;
    for (int round = 0; round < 4; round++) {
      String wide = widthMapped(before);
      String cased = mapCase ? wide.toLowerCase(Locale.ROOT) : wide;
      String normal = Normalizer.normalize(cased, Normalizer.Form.NFC);
      if (normal.isEmpty() || !PrecisClass.IDENTIFIER.holds(normal) || !BidiRule.isObeyed(normal)) {
        return Optional.empty();
      }
      if (normal.equals(before)) {
        return Optional.of(normal);
      }
      before = normal;
    }
    return Optional.empty();
  }

  /** Fullwidth and halfwidth letters to their usual form: those that Unicode decomposes so. */
  private static String widthMapped(String text) {
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (c == 0x3000 || (c >= 0xFF01 && c <= 0xFFEE)) {
            mapped.append(Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC));
          } else {
            mapped.appendCodePoint(c);
          }
        });
    return mapped.toString();
  }
}
