package org.angarium.store.message;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressItem.GroupItem;
import org.angarium.mail.header.AddressItem.MailboxItem;
import org.angarium.mail.header.AddressListParser;
import org.angarium.mail.header.EncodedWords;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderLimits;

/**
 * What ENVELOPE shows of an address field that the field's own text does not have in one piece:
 * {@code <user (note) @ (note) example.test>} is shown as user and example.test, and SEARCH FROM
 * {@code user@example.test} has to find it.
 */
public final class ShownAddresses {
  private ShownAddresses() {}

  /**
   * The addresses and names of an address field that are not part of its text; nothing, at the cost
   * of a look at the text, for a field as programs write them.
   *
   * @param text of the field, decoded
   */
  public static List<String> besides(HeaderField field, String text) {
    if (!isUntidy(text)) {
      return List.of();
    }
    List<String> shown = new ArrayList<>();
    String folded = Folding.fold(text);
    for (AddressItem item : AddressListParser.parse(field, HeaderLimits.DEFAULT)) {
      switch (item) {
        case MailboxItem mailbox -> add(shown, folded, mailbox);
        case GroupItem group -> {
          if (!folded.contains(Folding.fold(group.displayName()))) {
            shown.add(group.displayName());
          }
          group.members().forEach(member -> add(shown, folded, member));
        }
      }
    }
    return shown;
  }

  private static void add(List<String> shown, String folded, MailboxItem mailbox) {
    String address = mailbox.localPart() + "@" + mailbox.domain();
    String name = mailbox.rawName() == null ? "" : EncodedWords.decode(mailbox.rawName());
    if (!folded.contains(Folding.fold(address)) || !folded.contains(Folding.fold(name))) {
      shown.add(name.isEmpty() ? address : name + " <" + address + ">");
    }
  }

  /** Whether there may be comments, quoting or white space that the parsed form has not. */
  private static boolean isUntidy(String text) {
    char before = '<';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean untidy =
          switch (c) {
            case '(', '\\', '\t' -> true;
            case ' ' -> before == ' ' || before == '.' || before == '@' || before == '<';
            case '"' -> before == '.' || before == '@' || before == '"';
            case '@', '.', '>', ':' -> before == ' ' || before == '"';
            default -> false;
          };
      if (untidy) {
        return true;
      }
      before = c;
    }
    return false;
  }
}
