package org.angarium.store.message;

import org.angarium.store.view.MailboxRef;

/**
 * Mailbox, email and thread ids as protocols write them (RFC 8474 §7: letters, digits, {@code _},
 * {@code -}).
 */
public final class ObjectIds {
  private static final String MAILBOX = "F";
  private static final String EMAIL = "E";
  private static final String THREAD = "T";

  private ObjectIds() {}

  /** Of a mailbox, for ever (RFC 8474 §4). */
  public static String mailbox(MailboxRef ref) {
    return MAILBOX + ref.account().value() + "-" + ref.mailbox();
  }

  public static String email(long id) {
    return EMAIL + id;
  }

  public static String thread(long id) {
    return THREAD + id;
  }

  /** The number, or -1 where the text is no id of an email. */
  public static long emailOf(String text) {
    return number(text, EMAIL);
  }

  /** The number, or -1 where the text is no id of a thread. */
  public static long threadOf(String text) {
    return number(text, THREAD);
  }

  private static long number(String text, String letter) {
    if (!text.startsWith(letter) || text.length() < 2 || text.length() > 20) {
      return -1;
    }
    long value = 0;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || value > (Long.MAX_VALUE - (c - '0')) / 10) {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }
}
