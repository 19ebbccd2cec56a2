package org.angarium.server.filter;

import java.util.List;
import org.angarium.mail.authres.AuthProperty;
import org.angarium.mail.authres.MethodResult;
import org.jspecify.annotations.Nullable;

/** Makes words of strangers fit to be written in header fields and findings. */
final class Words {
  private static final int LONGEST = 255;

  private Words() {}

  /** Printable ASCII, at most 255 characters; other characters become question marks. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(Math.min(text.length(), LONGEST));
    for (int i = 0; i < text.length() && i < LONGEST; i++) {
      char c = text.charAt(i);
      plain.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return plain.toString();
  }

  static List<MethodResult> plain(List<MethodResult> results) {
    return results.stream().map(Words::plain).toList();
  }

  private static MethodResult plain(MethodResult result) {
    @Nullable String reason = result.reason();
    return new MethodResult(
        result.method(),
        result.result(),
        reason == null ? null : plain(reason),
        result.properties().stream()
            .map(each -> new AuthProperty(each.type(), each.name(), plain(each.value())))
            .toList());
  }
}
