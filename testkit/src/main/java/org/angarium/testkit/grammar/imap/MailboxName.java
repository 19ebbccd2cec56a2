package org.angarium.testkit.grammar.imap;

import java.util.Base64;
import org.angarium.testkit.grammar.Octets;

/** {@code mailbox}: an astring in modified UTF-7 (RFC 3501 §5.1.3). */
final class MailboxName {
  private static final String RULE = "mailbox in modified UTF-7 (RFC 3501 §5.1.3)";

  private MailboxName() {}

  static String read(Octets in) {
    int start = in.position();
    String name = Terms.astring(in);
    if (!modifiedUtf7(name)) {
      in.back(start);
      throw in.fault(RULE);
    }
    return name;
  }

  static boolean modifiedUtf7(String name) {
    int at = 0;
    boolean shifted = false;
    while (at < name.length()) {
      char c = name.charAt(at);
      if (c < ' ' || c > '~') {
        return false;
      }
      if (c != '&') {
        at++;
        shifted = false;
        continue;
      }
      int end = name.indexOf('-', at);
      if (end < 0) {
        return false;
      }
      boolean encoded = end > at + 1;
      // "Superfluous shifts are not permitted": two encoded runs would be one.
      if (encoded && (shifted || !encodedRun(name.substring(at + 1, end)))) {
        return false;
      }
      shifted = encoded;
      at = end + 1;
    }
    return true;
  }

  /** Base64 of UTF-16 without padding or stray bits, and of nothing that stands for itself. */
  private static boolean encodedRun(String run) {
    if (run.indexOf('/') >= 0 || run.indexOf('=') >= 0) {
      return false;
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(run.replace(',', '/'));
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
    String again = Base64.getEncoder().withoutPadding().encodeToString(bytes).replace('/', ',');
    if (!again.equals(run) || bytes.length % 2 != 0) {
      return false;
    }
    for (int i = 0; i < bytes.length; i += 2) {
      char c = unit(bytes, i);
      if (c >= ' ' && c <= '~' || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i += 2;
        if (i >= bytes.length || !Character.isLowSurrogate(unit(bytes, i))) {
          return false;
        }
      }
    }
    return true;
  }

  private static char unit(byte[] bytes, int at) {
    return (char) ((bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF);
  }
}
