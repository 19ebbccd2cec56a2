package org.angarium.store.search;

import java.util.Arrays;
import org.angarium.mail.mime.TextVisitor;

/**
 * Which trigrams a text has: one bit for each, at the place of its hash. No bit says surely not; a
 * bit says perhaps. Gathered at full size and halved until it is about half full, since the halves
 * of a table by hash can simply be laid over each other.
 *
 * <p>Part of the stored format: hash, and order of the bits.
 */
final class Signature implements TextVisitor {
  /** Bits while gathering; the largest signature stored is 8 KB. */
  private static final int FULL_BITS = 1 << 16;

  private static final int SMALLEST_BITS = 1 << 8;

  /** Text looked at; a message with more has no signature and is always read. */
  private static final int MAX_CHARS = 2 << 20;

  private static final byte[] UNKNOWN = {};

  private final long[] words = new long[FULL_BITS / 64];
  private int chars;

  /** Adds a piece of text. */
  @Override
  public boolean text(String piece) {
    String folded = Folding.fold(piece);
    int length = folded.length();
    if (!takes(length)) {
      return false;
    }
    int first = folded.charAt(0);
    int second = folded.charAt(1);
    for (int i = 2; i < length; i++) {
      int third = folded.charAt(i);
      add(hash(first, second, third));
      first = second;
      second = third;
    }
    return false;
  }

  /** The same of a text whose folded chars are its bytes in upper case. */
  @Override
  public boolean ascii(byte[] piece) {
    if (!takes(piece.length)) {
      return false;
    }
    byte[] upper = Folding.UPPER;
    int first = upper[piece[0] & 0xFF];
    int second = upper[piece[1] & 0xFF];
    for (int i = 2; i < piece.length; i++) {
      int third = upper[piece[i] & 0xFF];
      add(hash(first, second, third));
      first = second;
      second = third;
    }
    return false;
  }

  /** Whether there are trigrams to add; the length counts in any case. */
  private boolean takes(int length) {
    chars = Math.min(MAX_CHARS + 1, chars + length);
    return chars <= MAX_CHARS && length >= 3;
  }

  private void add(int bit) {
    words[bit >>> 6] |= 1L << bit;
  }

  /** The stored form. */
  byte[] toBytes() {
    if (chars > MAX_CHARS) {
      return UNKNOWN;
    }
    int set = 0;
    for (long word : words) {
      set += Long.bitCount(word);
    }
    int bits = FULL_BITS;
    long[] halved = words;
    while (bits > SMALLEST_BITS && set * 5L < bits) {
      int half = halved.length / 2;
      long[] next = Arrays.copyOf(halved, half);
      for (int i = 0; i < half; i++) {
        next[i] |= halved[half + i];
      }
      halved = next;
      bits /= 2;
    }
    byte[] bytes = new byte[bits / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (halved[i >>> 3] >>> (i & 7) * 8);
    }
    return bytes;
  }

  /** A stored signature with the trigrams of one more folded text. */
  static byte[] with(byte[] signature, String folded) {
    byte[] more = signature.clone();
    if (more.length > 0) {
      for (int i = 2; i < folded.length(); i++) {
        int bit =
            hash(folded.charAt(i - 2), folded.charAt(i - 1), folded.charAt(i))
                & more.length * 8 - 1;
        more[bit >>> 3] |= (byte) (1 << (bit & 7));
      }
    }
    return more;
  }

  /** The trigrams of a wanted text, to be looked for in many signatures. */
  static int[] trigrams(String folded) {
    for (int i = 0; i < folded.length(); i++) {
      // Texts of a message are joined by line ends, which signatures do not see across.
      if (folded.charAt(i) < ' ') {
        return new int[0];
      }
    }
    int[] trigrams = new int[Math.max(0, folded.length() - 2)];
    for (int i = 0; i < trigrams.length; i++) {
      trigrams[i] = hash(folded.charAt(i), folded.charAt(i + 1), folded.charAt(i + 2));
    }
    return trigrams;
  }

  /** False if a text with these trigrams is surely not there. */
  static boolean mayContain(byte[] bytes, int start, int length, int[] trigrams) {
    if (length == 0) {
      return true;
    }
    int mask = length * 8 - 1;
    for (int trigram : trigrams) {
      int bit = trigram & mask;
      if ((bytes[start + (bit >>> 3)] >>> (bit & 7) & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  private static int hash(int first, int second, int third) {
    int mixed = (first * 0x9E3779B1 + second) * 0x85EBCA77 + third;
    mixed *= 0xC2B2AE3D;
    return (mixed ^ mixed >>> 15) >>> 8 & FULL_BITS - 1;
  }
}
