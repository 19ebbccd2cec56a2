package org.angarium.mail.precis;

/** The Bidi Rule (RFC 5893 §2): text that reads the same whatever stands around it. */
final class BidiRule {
  private BidiRule() {}

  /** Whether text obeys the rule; text without anything from right to left does (RFC 8265 §3.3). */
  static boolean isObeyed(String text) {
    if (text.codePoints().noneMatch(c -> isRightToLeft(c) || isArabicNumber(c))) {
      return true;
    }
    int first = text.codePointAt(0);
    if (isRightToLeft(first)) {
      return rightToLeft(text);
    }
    return Character.getDirectionality(first) == Character.DIRECTIONALITY_LEFT_TO_RIGHT
        && leftToRight(text);
  }

  /** Conditions 2, 3 and 4. */
  private static boolean rightToLeft(String text) {
    boolean european = false;
    boolean arabic = false;
    boolean endsRight = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      byte direction = Character.getDirectionality(c);
      if (direction == Character.DIRECTIONALITY_NONSPACING_MARK) {
        continue;
      }
      boolean number = direction == Character.DIRECTIONALITY_EUROPEAN_NUMBER;
      european |= number;
      arabic |= isArabicNumber(c);
      endsRight = isRightToLeft(c) || number || isArabicNumber(c);
      if (!endsRight && !isNeutral(direction)) {
        return false;
      }
    }
    return endsRight && !(european && arabic);
  }

  /** Conditions 5 and 6. */
  private static boolean leftToRight(String text) {
    boolean endsRight = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      byte direction = Character.getDirectionality(c);
      if (direction == Character.DIRECTIONALITY_NONSPACING_MARK) {
        continue;
      }
      endsRight =
          direction == Character.DIRECTIONALITY_LEFT_TO_RIGHT
              || direction == Character.DIRECTIONALITY_EUROPEAN_NUMBER;
      if (!endsRight && !isNeutral(direction)) {
        return false;
      }
    }
    return endsRight;
  }

  private static boolean isRightToLeft(int c) {
    byte direction = Character.getDirectionality(c);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }

  private static boolean isArabicNumber(int c) {
    return Character.getDirectionality(c) == Character.DIRECTIONALITY_ARABIC_NUMBER;
  }

  /** ES, CS, ET, ON, BN: allowed in both directions. */
  private static boolean isNeutral(byte direction) {
    return direction == Character.DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR
        || direction == Character.DIRECTIONALITY_COMMON_NUMBER_SEPARATOR
        || direction == Character.DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR
        || direction == Character.DIRECTIONALITY_OTHER_NEUTRALS
        || direction == Character.DIRECTIONALITY_BOUNDARY_NEUTRAL;
  }
}
