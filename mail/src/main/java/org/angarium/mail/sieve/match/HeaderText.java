package org.angarium.mail.sieve.match;

import java.util.List;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressListParser;
import org.angarium.mail.header.HeaderLimits;
import org.jspecify.annotations.Nullable;

/** Text that goes into a header. */
public final class HeaderText {
  private HeaderText() {}

  /** Whether a text can be the name of a header field (RFC 5322 §2.2), of at most 255 octets. */
  public static boolean isFieldName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || c == ':') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 255;
  }

  /**
   * What is wrong with the author of a message that a script makes, which must be one or several
   * mailboxes (RFC 5230 §4.3, RFC 5703 §5); null if nothing is.
   */
  public static @Nullable String authorFault(String author) {
    List<AddressItem> items = AddressListParser.parse(author, HeaderLimits.DEFAULT);
    boolean good = !items.isEmpty();
    for (AddressItem item : items) {
      good &=
          item instanceof AddressItem.MailboxItem mailbox
              && mailbox.valid()
              && mailbox.address().isPresent();
    }
    return good ? null : "\"" + Variables.cut(author, 100) + "\", which is no address";
  }

  /** What is wrong with a MIME entity that answers a message (RFC 5230 §5); null if nothing is. */
  public static @Nullable String entityFault(String entity) {
    int lineStart = 0;
    for (int i = 0; i < entity.length(); i++) {
      char c = entity.charAt(i);
      if (c == '\n' && i - lineStart <= 1) {
        return null;
      }
      if (c >= 0x80) {
        return "letters that aren't ASCII in the header of a MIME entity";
      }
      lineStart = c == '\n' ? i + 1 : lineStart;
    }
    return null;
  }

  /** The text on one line: control characters, line breaks among them, become single spaces. */
  public static String oneLine(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = (c < ' ' && c != '\t') || c == 0x7f;
      if (!control) {
        out.append(c);
      } else if (!gap) {
        out.append(' ');
      }
      gap = control;
    }
    return out.toString().strip();
  }
}
