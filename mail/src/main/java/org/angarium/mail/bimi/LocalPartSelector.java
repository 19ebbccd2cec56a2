package org.angarium.mail.bimi;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The selector that the local-part of the author's address makes (draft §5.2). */
final class LocalPartSelector {
  private static final int LONGEST_LABEL = 63;

  private LocalPartSelector() {}

  /**
   * The local-part without its detail, each run of underscores and periods a dash, no dash at its
   * ends; null if that is no label.
   */
  static @Nullable String of(String localPart) {
    int plus = localPart.indexOf('+');
    String user = plus < 0 ? localPart : localPart.substring(0, plus);
    StringBuilder label = new StringBuilder(user.length());
    for (int i = 0; i < user.length(); i++) {
      char c = user.charAt(i);
      boolean separator = c == '_' || c == '.';
      boolean again = separator && i > 0 && "_.".indexOf(user.charAt(i - 1)) >= 0;
      if (!again) {
        label.append(separator ? '-' : c);
      }
    }
    int start = 0;
    int end = label.length();
    while (start < end && label.charAt(start) == '-') {
      start++;
    }
    while (end > start && label.charAt(end - 1) == '-') {
      end--;
    }
    String selector = label.substring(start, end).toLowerCase(Locale.ROOT);
    return isOne(selector) ? selector : null;
  }

  /** Letters in lower case, digits and dashes, as many as a label has at most. */
  static boolean isOne(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_LABEL
        && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  }
}
