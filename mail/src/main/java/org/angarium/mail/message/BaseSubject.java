package org.angarium.mail.message;

import java.util.Locale;
import org.angarium.mail.header.EncodedWords;

/**
 * The subject without what replies and forwards add (RFC 5256 §2.1). Linear in the length of the
 * subject, of which at most {@link #MAX_LENGTH} chars count.
 *
 * @param text upper-case, so that equal subjects are equal strings
 * @param replyOrForward whether something was taken off that marks a reply or a forward
 */
public record BaseSubject(String text, boolean replyOrForward) {
  /** Longer subjects are cut before they are compared. */
  public static final int MAX_LENGTH = 2000;

  /** The base of a Subject field's text, encoded words allowed. */
  public static BaseSubject of(String subject) {
    String decoded = EncodedWords.decode(subject);
    String text =
        collapse(decoded.length() > MAX_LENGTH ? decoded.substring(0, MAX_LENGTH) : decoded);
    boolean reply = false;
    int start = 0;
    int end = text.length();
    while (true) {
      // Step 2: trailers.
      while (true) {
        if (end - start >= 5 && text.regionMatches(true, end - 5, "(fwd)", 0, 5)) {
          end -= 5;
          reply = true;
        } else if (end > start && text.charAt(end - 1) == ' ') {
          end--;
        } else {
          break;
        }
      }
      // Steps 3 to 5: leaders, and blobs that don't leave nothing.
      boolean changed = true;
      while (changed) {
        changed = false;
        int afterLeader = leader(text, start, end);
        if (afterLeader > start) {
          reply |= afterLeader > start + 1 || text.charAt(start) != ' ';
          start = afterLeader;
          changed = true;
          continue;
        }
        int afterBlob = blob(text, start, end);
        if (afterBlob > start && afterBlob < end) {
          start = afterBlob;
          changed = true;
        }
      }
      // Step 6: "[fwd: ... ]".
      if (end - start >= 6
          && text.regionMatches(true, start, "[fwd:", 0, 5)
          && text.charAt(end - 1) == ']') {
        start += 5;
        end--;
        reply = true;
      } else {
        break;
      }
    }
    return new BaseSubject(text.substring(start, end).toUpperCase(Locale.ROOT), reply);
  }

  /** {@code subj-leader = (*subj-blob subj-refwd) / WSP}. */
  private static int leader(String text, int start, int end) {
    if (start < end && text.charAt(start) == ' ') {
      return start + 1;
    }
    int i = start;
    for (int next = blob(text, i, end); next > i; next = blob(text, i, end)) {
      i = next;
    }
    int word = refwd(text, i, end);
    return word < 0 ? start : word;
  }

  /**
   * {@code subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"}; the position after it, or -1.
   */
  private static int refwd(String text, int start, int end) {
    int i;
    if (text.regionMatches(true, start, "re", 0, 2)) {
      i = start + 2;
    } else if (text.regionMatches(true, start, "fwd", 0, 3)) {
      i = start + 3;
    } else if (text.regionMatches(true, start, "fw", 0, 2)) {
      i = start + 2;
    } else {
      return -1;
    }
    while (i < end && text.charAt(i) == ' ') {
      i++;
    }
    i = Math.max(i, blob(text, i, end));
    return i < end && text.charAt(i) == ':' ? i + 1 : -1;
  }

  /** {@code subj-blob = "[" *BLOBCHAR "]" *WSP}; the position after it, or {@code start}. */
  private static int blob(String text, int start, int end) {
    if (start >= end || text.charAt(start) != '[') {
      return start;
    }
    for (int i = start + 1; i < end; i++) {
      char c = text.charAt(i);
      if (c == '[') {
        return start;
      }
      if (c == ']') {
        i++;
        while (i < end && text.charAt(i) == ' ') {
          i++;
        }
        return i;
      }
    }
    return start;
  }

  private static String collapse(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        space = true;
      } else {
        if (space) {
          out.append(' ');
          space = false;
        }
        out.append(c);
      }
    }
    if (space) {
      out.append(' ');
    }
    return out.toString();
  }
}
