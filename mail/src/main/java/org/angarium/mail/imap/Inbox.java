package org.angarium.mail.imap;

/**
 * INBOX, the one mailbox name that is compared without regard to case (RFC 3501 §5.1), also as the
 * first level of its children. Letters of ASCII only: {@code ınbox} is another mailbox.
 */
public final class Inbox {
  public static final String NAME = "INBOX";

  private Inbox() {}

  /** The name with INBOX, if that is its first level, in its one spelling. */
  public static String canonical(String name) {
    return isFirstLevelOf(name) && !name.startsWith(NAME)
        ? NAME + name.substring(NAME.length())
        : name;
  }

  /** Whether the name is INBOX, or of a child of INBOX, in any case. */
  static boolean isFirstLevelOf(String name) {
    if (name.length() < NAME.length()
        || name.length() > NAME.length() && name.charAt(NAME.length()) != '/') {
      return false;
    }
    for (int i = 0; i < NAME.length(); i++) {
      if (upper(name.charAt(i)) != NAME.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Of ASCII letters alone. */
  static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char) (c - 0x20) : c;
  }
}
