package org.angarium.store.message;

import java.util.Arrays;
import org.angarium.mail.mime.TextVisitor;
import org.angarium.store.schema.SignatureRecord;

/**
 * Which trigrams a text has: one bit for each, at the place of its hash. No bit says surely not; a
 * bit says perhaps. Gathered at full size and halved until it is about half full, since the halves
 * of a table by hash can simply be laid over each other.
 *
 * <p>Part of the stored format: hash, and order of the bits.
 */
public final class Signature implements TextVisitor {
  /** Bits while gathering; the largest signature stored is 8 KB. */
  private static final int FULL_BITS = 1 << 16;

  private static final int SMALLEST_BITS = 1 << 8;

  /** Text looked at; a message with more has no signature and is always read. */
  private static final int MAX_CHARS = 2 << 20;

  private static final byte[] UNKNOWN = {};

  private static final int FACTOR_3 = 0xC2B2AE3D;
  private static final int FACTOR_2 = 0x218A205B;
  private static final int FACTOR_1 = 0x975861EB;
  private static final int[] FIRST = table(FACTOR_1);
  private static final int[] SECOND = table(FACTOR_2);
  private static final int[] THIRD = table(FACTOR_3);

  private final long[] words = new long[FULL_BITS / 64];
  private int chars;

  /** Adds a piece of text. */
  @Override
  public boolean text(String piece) {
    add(piece);
    return false;
  }

  @Override
  public boolean ascii(byte[] piece) {
    if (count(piece.length)) {
      addAscii(piece);
    }
    return false;
  }

  /** Adds a text, folded here. */
  public void add(String text) {
    byte[] ascii = Folding.ascii(text);
    if (ascii == null) {
      addFolded(Folding.fold(text));
    } else if (count(ascii.length)) {
      addAscii(ascii);
    }
  }

  /** Counts a text; false if there is nothing to be learnt from it. */
  private boolean count(int length) {
    chars = Math.min(MAX_CHARS + 1, chars + length);
    return chars <= MAX_CHARS && length >= 3;
  }

  private void addFolded(String folded) {
    if (!count(folded.length())) {
      return;
    }
    char[] text = folded.toCharArray();
    for (int i = 2; i < text.length; i++) {
      set(hash(text[i - 2], text[i - 1], text[i]));
    }
  }

  /** The same for ASCII, where folding and multiplying are looked up, once for each character. */
  private void addAscii(byte[] text) {
    int first = FIRST[text[1]];
    int begun = FIRST[text[0]] + SECOND[text[1]];
    for (int i = 2; i < text.length; i++) {
      int c = text[i] & 0x7F;
      set(spread(begun + THIRD[c]));
      begun = first + SECOND[c];
      first = FIRST[c];
    }
  }

  private void set(int bit) {
    words[bit >>> 6] |= 1L << bit;
  }

  /** The stored form. */
  public byte[] toBytes() {
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
  public static int[] trigrams(String folded) {
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

  /**
   * False if a text with these trigrams is surely not there.
   *
   * @param record encoded {@link SignatureRecord}
   */
  public static boolean mayContain(byte[] record, int[] trigrams) {
    int length = record.length - SignatureRecord.START;
    if (length == 0) {
      return true;
    }
    int mask = length * 8 - 1;
    for (int trigram : trigrams) {
      int bit = trigram & mask;
      if ((record[SignatureRecord.START + (bit >>> 3)] >>> (bit & 7) & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  private static int hash(int first, int second, int third) {
    return spread(first * FACTOR_1 + second * FACTOR_2 + third * FACTOR_3);
  }

  private static int spread(int mixed) {
    return (mixed ^ mixed >>> 15) >>> 8 & FULL_BITS - 1;
  }

  /** For each ASCII character, its folded form times the factor. */
  private static int[] table(int factor) {
    int[] table = new int[0x80];
    for (int c = 0; c < table.length; c++) {
      table[c] = Folding.foldAscii(c) * factor;
    }
    return table;
  }
}
