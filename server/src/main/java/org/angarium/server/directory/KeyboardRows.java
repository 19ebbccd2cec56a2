package org.angarium.server.directory;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a text is made of pieces of keyboard rows, of the alphabet or of digits in order, forward
 * or backward.
 */
final class KeyboardRows {
  private static final int SHORTEST_PIECE = 3;

  /** Longer pieces are made of shorter ones. */
  private static final int LONGEST_PIECE = 2 * SHORTEST_PIECE - 1;

  /** Characters that may be left between the pieces. */
  private static final int LEFT_OVER = 2;

  private static final List<String> ROWS =
      bothWays(
          "01234567890",
          "abcdefghijklmnopqrstuvwxyz",
          "qwertyuiop[]",
          "qwertzuiop\u00fc+",
          "azertyuiop",
          "asdfghjkl;'",
          "asdfghjkl\u00f6\u00e4#",
          "qsdfghjklm",
          "zxcvbnm,./",
          "yxcvbnm,.-",
          "wxcvbn,;:!",
          "!@#$%^&*()_+",
          "!\"\u00a7$%&/()=?",
          "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
          "1qay2wsx3edc4rfv5tgb6zhn7ujm8ik,9ol.0p",
          "qazwsxedcrfvtgbyhnujmikolp",
          "qaywsxedcrfvtgbzhnujmikolp",
          "1q2w3e4r5t6y7u8i9o0p",
          "1q2w3e4r5t6z7u8i9o0p",
          "q1w2e3r4t5y6u7i8o9p0",
          "1a2b3c4d5e6f7g8h9i0j",
          "a1b2c3d4e5f6g7h8i9j0",
          "qweasdzxc",
          "147258369",
          "741852963",
          "159357",
          "13579",
          "24680");

  private KeyboardRows() {}

  /** Whether nothing but pieces of rows is in the text, which is in lower case. */
  static boolean cover(String text) {
    // How few characters of the first i can be left over.
    int[] left = new int[text.length() + 1];
    for (int end = 1; end <= text.length(); end++) {
      left[end] = left[end - 1] + 1;
      for (int length = SHORTEST_PIECE; length <= Math.min(end, LONGEST_PIECE); length++) {
        if (isPiece(text.substring(end - length, end))) {
          left[end] = Math.min(left[end], left[end - length]);
        }
      }
    }
    return text.length() >= SHORTEST_PIECE && left[text.length()] <= LEFT_OVER;
  }

  private static boolean isPiece(String piece) {
    if (piece.chars().distinct().count() == 1) {
      return true;
    }
    for (String row : ROWS) {
      if (row.contains(piece)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> bothWays(String... rows) {
    List<String> all = new ArrayList<>();
    for (String row : rows) {
      all.add(row);
      all.add(new StringBuilder(row).reverse().toString());
    }
    return List.copyOf(all);
  }
}
