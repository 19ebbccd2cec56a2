package org.angarium.mail.sieve.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of {@code :matches} (RFC 5228 §2.7.1): {@code *} stands for any text, {@code ?} for any
 * one character, a backslash takes the meaning from what follows.
 *
 * <p>The pieces between the stars are looked for one after the other, each where it first occurs,
 * the last at the end. That finds a match if there is one, gives every star the least it can have
 * from left to right (RFC 5229 §3.2), and never looks back behind a piece once found, so the work
 * is bounded by the product of the lengths.
 */
public final class Glob {
  private static final int ANY = -1;

  /** The pieces between stars; one more than there are stars. */
  private final List<int[]> pieces = new ArrayList<>(3);

  private int wildcards;

  /** A pattern with {@code *} and {@code ?} (RFC 5228 §2.7.1). */
  public Glob(String pattern) {
    int[] piece = new int[pattern.length()];
    int length = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*') {
        pieces.add(Arrays.copyOf(piece, length));
        wildcards++;
        length = 0;
      } else if (c == '?') {
        piece[length++] = ANY;
        wildcards++;
      } else {
        if (c == '\\' && i + 1 < pattern.length()) {
          c = pattern.charAt(++i);
        }
        piece[length++] = c;
      }
    }
    pieces.add(Arrays.copyOf(piece, length));
  }

  /**
   * Whether the pattern matches all of {@code text}.
   *
   * @param starts receives where each piece begins in the text; null if nobody asks
   * @param ends receives where each piece ends; null if nobody asks
   */
  private boolean match(String text, int @Nullable [] starts, int @Nullable [] ends) {
    int last = pieces.size() - 1;
    int position = forward(pieces.getFirst(), text, 0);
    if (position < 0) {
      return false;
    }
    note(starts, ends, 0, 0, position);
    if (last == 0) {
      return position == text.length();
    }
    int tail = backward(pieces.get(last), text);
    if (tail < position) {
      return false;
    }
    for (int k = 1; k < last; k++) {
      int[] piece = pieces.get(k);
      int start = position;
      int end = forward(piece, text, start);
      while (end < 0 && start < tail) {
        start++;
        end = forward(piece, text, start);
      }
      if (end < 0 || end > tail) {
        return false;
      }
      note(starts, ends, k, start, end);
      position = end;
    }
    note(starts, ends, last, tail, text.length());
    return true;
  }

  private static void note(
      int @Nullable [] starts, int @Nullable [] ends, int piece, int start, int end) {
    if (starts != null && ends != null) {
      starts[piece] = start;
      ends[piece] = end;
    }
  }

  /** Whether the whole key matches. */
  public boolean matches(String key) {
    return match(key, null, null);
  }

  /**
   * What the pattern and its wildcards matched, the whole first; null if it doesn't match.
   *
   * @param origins where each char of the key comes from in {@code text}; null if they are the same
   */
  public @Nullable List<String> capture(String key, String text, int @Nullable [] origins) {
    int[] starts = new int[pieces.size()];
    int[] ends = new int[pieces.size()];
    if (!match(key, starts, ends)) {
      return null;
    }
    List<String> found = new ArrayList<>(wildcards + 1);
    found.add(text);
    for (int k = 0; k < starts.length; k++) {
      int position = starts[k];
      for (int c : pieces.get(k)) {
        int next = c == ANY ? afterCharacter(key, position) : position + 1;
        if (c == ANY) {
          found.add(cut(text, origins, position, next));
        }
        position = next;
      }
      if (k + 1 < starts.length) {
        found.add(cut(text, origins, ends[k], starts[k + 1]));
      }
    }
    return found;
  }

  private static String cut(String text, int @Nullable [] origins, int start, int end) {
    return origins == null
        ? text.substring(start, end)
        : text.substring(origins[start], origins[end]);
  }

  /** Where the piece ends if it matches at {@code position}; -1 if it doesn't. */
  private static int forward(int[] piece, String text, int position) {
    int at = position;
    for (int c : piece) {
      if (at >= text.length() || (c != ANY && c != text.charAt(at))) {
        return -1;
      }
      at = c == ANY ? afterCharacter(text, at) : at + 1;
    }
    return at;
  }

  /** Where the piece begins if it matches at the end; -1 if it doesn't. */
  private static int backward(int[] piece, String text) {
    int at = text.length();
    for (int k = piece.length - 1; k >= 0; k--) {
      at--;
      if (at < 0 || (piece[k] != ANY && piece[k] != text.charAt(at))) {
        return -1;
      }
      if (piece[k] == ANY
          && at > 0
          && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at))) {
        at--;
      }
    }
    return at;
  }

  private static int afterCharacter(String text, int position) {
    boolean pair =
        position + 1 < text.length()
            && Character.isSurrogatePair(text.charAt(position), text.charAt(position + 1));
    return position + (pair ? 2 : 1);
  }
}
