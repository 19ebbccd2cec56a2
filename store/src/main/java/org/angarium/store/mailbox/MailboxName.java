package org.angarium.store.mailbox;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import org.angarium.mail.imap.Inbox;
import org.angarium.store.mailbox.MailboxRefusal.Reason;

/**
 * What a mailbox may be called. Names are Unicode in NFC with {@code /} between the levels; INBOX
 * is the one name that is compared without regard to case (RFC 9051 §5.1), also as the first level
 * of its children.
 */
public final class MailboxName {
  public static final String INBOX = Inbox.NAME;

  private static final int MAX_OCTETS = 1000;
  private static final int MAX_LEVEL_OCTETS = 250;
  private static final int MAX_LEVELS = 32;

  private MailboxName() {}

  /** The name in its one spelling; for looking up, so anything goes. */
  static String canonical(String name) {
    String normal =
        Normalizer.isNormalized(name, Normalizer.Form.NFC)
            ? name
            : Normalizer.normalize(name, Normalizer.Form.NFC);
    return Inbox.canonical(normal);
  }

  /**
   * The name in its one spelling, refused if no mailbox may have it. One {@code /} at its end is
   * dropped.
   */
  static String valid(String name) throws MailboxRefusal {
    if (name.length() > MAX_OCTETS) {
      throw new MailboxRefusal(Reason.LIMIT, "mailbox name is too long");
    }
    String canonical = canonical(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
    if (canonical.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS) {
      throw new MailboxRefusal(Reason.LIMIT, "mailbox name is too long");
    }
    int levels = 0;
    int start = 0;
    for (int i = 0; i <= canonical.length(); i++) {
      if (i == canonical.length() || canonical.charAt(i) == '/') {
        String level = canonical.substring(start, i);
        if (level.isEmpty()) {
          throw new MailboxRefusal(Reason.CANNOT, "mailbox name has an empty level");
        }
        if (level.getBytes(StandardCharsets.UTF_8).length > MAX_LEVEL_OCTETS
            || ++levels > MAX_LEVELS) {
          throw new MailboxRefusal(Reason.LIMIT, "mailbox name is too long");
        }
        start = i + 1;
      } else if (forbidden(canonical, i)) {
        throw new MailboxRefusal(Reason.CANNOT, "mailbox name has a forbidden character");
      }
    }
    return canonical;
  }

  /** The levels above, topmost first: {@code a} and {@code a/b} for {@code a/b/c}. */
  static List<String> above(String name) {
    List<String> above = new java.util.ArrayList<>();
    for (int at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
      above.add(name.substring(0, at));
    }
    return above;
  }

  static boolean isBelow(String name, String parent) {
    return name.length() > parent.length()
        && name.charAt(parent.length()) == '/'
        && name.startsWith(parent);
  }

  /**
   * Control characters, line and paragraph separators, lone surrogates (RFC 5198 §2); and the
   * wildcards of LIST, which no client could name.
   */
  private static boolean forbidden(String name, int at) {
    char c = name.charAt(at);
    if (Character.isSurrogate(c)) {
      return Character.isHighSurrogate(c)
          ? at + 1 == name.length() || !Character.isLowSurrogate(name.charAt(at + 1))
          : at == 0 || !Character.isHighSurrogate(name.charAt(at - 1));
    }
    return Character.isISOControl(c)
        || c == '\u2028'
        || c == '\u2029'
        || c == '\uFFFD'
        || c == '*'
        || c == '%';
  }
}
