package org.angarium.store.search;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.angarium.mail.mime.TextVisitor;
import org.angarium.store.message.Folding;

/**
 * A text that is looked for in many others, without regard to case. Texts of ASCII are searched
 * where they lie, passing over what cannot match (Horspool); that takes the product of the lengths
 * at worst, so it is for short texts, and long ones are found in linear time (Knuth, Morris,
 * Pratt). Immutable.
 */
final class WantedText implements TextVisitor {
  /** The longest that is short. */
  private static final int SHORT = 64;

  /** Of texts that are folded already. */
  private static final byte[] SAME = mapping(false);

  private static final byte[] FOLDED = mapping(true);

  private final String folded;
  private final byte[] wanted;

  /** The wanted text is ASCII; else no text that is ASCII has it. */
  private final boolean ascii;

  /** Short: by the byte at the end of where it may lie, how far on it may lie at the nearest. */
  private final int[] steps;

  /** Long: of each of its beginnings the longest that also ends it. */
  private final int[] borders;

  WantedText(String text) {
    folded = Folding.fold(text);
    wanted = folded.getBytes(StandardCharsets.UTF_8);
    ascii = folded.chars().allMatch(c -> c < 0x80);
    boolean isShort = wanted.length <= SHORT;
    steps = isShort ? steps(wanted) : new int[0];
    borders = isShort ? new int[0] : borders(wanted);
  }

  String folded() {
    return folded;
  }

  @Override
  public boolean text(String piece) {
    return Folding.fold(piece).contains(folded);
  }

  @Override
  public boolean ascii(byte[] piece) {
    return ascii && find(piece, 0, piece.length, FOLDED);
  }

  /** Whether a part of {@code bytes}, folded before and in UTF-8, has the text. */
  boolean inFolded(byte[] bytes, int start, int length) {
    return find(bytes, start, length, SAME);
  }

  private boolean find(byte[] bytes, int start, int length, byte[] mapping) {
    if (wanted.length == 0) {
      return true;
    }
    return wanted.length > SHORT
        ? findLong(bytes, start, start + length, mapping)
        : findShort(bytes, start, start + length, mapping);
  }

  private boolean findShort(byte[] bytes, int start, int end, byte[] mapping) {
    int last = wanted.length - 1;
    byte ending = wanted[last];
    for (int at = start + last; at < end; ) {
      byte mapped = mapping[bytes[at] & 0xFF];
      if (mapped == ending && liesAt(bytes, at - last, mapping)) {
        return true;
      }
      at += steps[mapped & 0xFF];
    }
    return false;
  }

  private boolean liesAt(byte[] bytes, int from, byte[] mapping) {
    for (int i = 0; i < wanted.length - 1; i++) {
      if (mapping[bytes[from + i] & 0xFF] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean findLong(byte[] bytes, int start, int end, byte[] mapping) {
    int matched = 0;
    for (int at = start; at < end; at++) {
      byte mapped = mapping[bytes[at] & 0xFF];
      while (matched > 0 && mapped != wanted[matched]) {
        matched = borders[matched - 1];
      }
      if (mapped == wanted[matched] && ++matched == wanted.length) {
        return true;
      }
    }
    return false;
  }

  private static int[] steps(byte[] wanted) {
    int[] steps = new int[0x100];
    Arrays.fill(steps, wanted.length);
    for (int i = 0; i < wanted.length - 1; i++) {
      steps[wanted[i] & 0xFF] = wanted.length - 1 - i;
    }
    return steps;
  }

  private static int[] borders(byte[] wanted) {
    int[] borders = new int[wanted.length];
    int length = 0;
    for (int i = 1; i < wanted.length; i++) {
      while (length > 0 && wanted[i] != wanted[length]) {
        length = borders[length - 1];
      }
      if (wanted[i] == wanted[length]) {
        length++;
      }
      borders[i] = length;
    }
    return borders;
  }

  /** What is compared in place of each byte. */
  private static byte[] mapping(boolean folds) {
    byte[] mapping = new byte[0x100];
    for (int b = 0; b < mapping.length; b++) {
      mapping[b] = (byte) (folds && b < 0x80 ? Folding.foldAscii(b) : b);
    }
    return mapping;
  }
}
