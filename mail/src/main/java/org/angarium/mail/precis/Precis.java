package org.angarium.mail.precis;

import java.text.Normalizer;
import java.util.Optional;

/**
 * User names and passwords of all scripts in one form (RFC 8265), the successor of {@link SaslPrep}
 * for what we store and compare ourselves. SCRAM goes on with SASLprep, as its clients do.
 *
 * <p>SASLprep knows Unicode 3.2 for ever; this follows the Unicode version of the running JDK (16.0
 * in JDK 25): a name of letters that are newer than that is refused.
 *
 * <p>A text is looked at twice. Preparation refuses each code point that the string class does not
 * have, before anything is mapped but its width (RFC 8265 §3.3.2, §4.2.2): so the kelvin sign,
 * which normalization would turn into the letter K, is in no name. What may stand only beside some
 * other letter is judged last, in the text that comes out (RFC 8264 §7).
 */
public final class Precis {
  private Precis() {}

  /**
   * The profile UsernameCaseMapped (RFC 8265 §3.3) for each part of a user name; parts are divided
   * by spaces, which stay as many as they are (§3.1). Empty if it holds what is not allowed.
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
    if (!PrecisClass.FREEFORM.admits(text)) {
      return Optional.empty();
    }
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
    while (start < name.length()) {
      int space = name.indexOf(' ', start);
      int end = space < 0 ? name.length() : space;
      Optional<String> part = part(name.substring(start, end), mapCase);
      if (part.isEmpty()) {
        return part;
      }
      result.append(part.get());
      start = end;
      while (start < name.length() && name.charAt(start) == ' ') {
        result.append(' ');
        start++;
      }
    }
    // One that begins with a space has been refused: nothing is no part.
    return name.isEmpty() || name.endsWith(" ") ? Optional.empty() : Optional.of(result.toString());
  }

  // RFC 8264 §7: width, case, normalization, direction, then behaviour; until it is stable, but no
  // more than three times after the first.
  private static Optional<String> part(String part, boolean mapCase) {
    String before = part;
    for (int round = 0; round < 4; round++) {
      String wide = widthMapped(before);
      if (wide.isEmpty() || !PrecisClass.IDENTIFIER.admits(wide)) {
        return Optional.empty();
      }
      String cased = mapCase ? CaseMapping.toLowerCase(wide) : wide;
      String normal = Normalizer.normalize(cased, Normalizer.Form.NFC);
      if (!BidiRule.isObeyed(normal) || !PrecisClass.IDENTIFIER.holds(normal)) {
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
