package org.angarium.mail.header;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.charset.MailCharset;
import org.angarium.mail.header.AddressItem.GroupItem;
import org.angarium.mail.header.AddressItem.MailboxItem;
import org.jspecify.annotations.Nullable;

/**
 * Reads address fields (RFC 5322 §3.4): From, To, Cc, Reply-To and the like.
 *
 * <p>The current grammar and the obsolete one of §4.4 (routes, white space and comments anywhere,
 * empty list elements) in one pass, words collected until a special character says what they were.
 * Garbage gives the best reading: a lone word is a local part, words without an address are a
 * display name. Work is linear in the length of the field; at most {@link
 * HeaderLimits#maxAddresses()} mailboxes are read.
 */
public final class AddressListParser {
  private final String text;
  private final HeaderLimits limits;
  private final List<AddressItem> items = new ArrayList<>(4);
  private final StringBuilder phrase = new StringBuilder();
  private final StringBuilder chain = new StringBuilder();
  private int chainStart;
  private boolean afterDot;
  private boolean glued;
  private boolean hasPhrase;
  private @Nullable String comment;
  private @Nullable MailboxItem mailbox;
  private @Nullable String groupName;
  private List<MailboxItem> members = new ArrayList<>(0);
  private int count;
  private int position;

  private AddressListParser(String text, HeaderLimits limits) {
    this.text = text;
    this.limits = limits;
  }

  /** The addresses of a field. */
  public static List<AddressItem> parse(HeaderField field, HeaderLimits limits) {
    return parse(field.text(), limits);
  }

  /** The addresses of a field's value, folded or not. */
  public static List<AddressItem> parse(byte[] value, HeaderLimits limits) {
    return parse(MailCharset.guess(value, 0, value.length), limits);
  }

  /** The addresses of a field's value, folded or not. */
  public static List<AddressItem> parse(String value, HeaderLimits limits) {
    return new AddressListParser(value, limits).list();
  }

  private List<AddressItem> list() {
    while (position < text.length() && count < limits.maxAddresses()) {
      char c = text.charAt(position);
      switch (c) {
        case ' ', '\t', '\r', '\n' -> {
          position++;
          glued = false;
        }
        case '(' -> comment = comment();
        case '"' -> word(quotedString());
        case ',' -> {
          position++;
          finishMailbox();
        }
        case ';' -> {
          position++;
          finishMailbox();
          finishGroup();
        }
        case ':' -> {
          position++;
          startGroup();
        }
        case '<' -> angleAddress();
        case '@' -> bareAddress();
        case '.' -> {
          position++;
          dot();
        }
        case '>', ')', '[', ']', '\\' -> position++;
        default -> word(atom());
      }
    }
    finishMailbox();
    if (groupName != null) {
      finishGroup();
    }
    return items;
  }

  /**
   * Adds a word to the phrase. Beside the phrase runs the chain of words joined by dots, white
   * space around the dots left out (RFC 5322 §4.4 obs-local-part): the local part, should an at
   * sign follow.
   */
  private void word(String word) {
    if (mailbox != null) {
      return;
    }
    if (!glued && !phrase.isEmpty()) {
      if (!afterDot) {
        chainStart = phrase.length();
        chain.setLength(0);
      }
      phrase.append(' ');
    }
    phrase.append(word);
    chain.append(word);
    hasPhrase = true;
    glued = true;
    afterDot = false;
  }

  private void dot() {
    if (mailbox == null) {
      phrase.append('.');
      chain.append('.');
      hasPhrase = true;
      afterDot = true;
      glued = true;
    }
  }

  private void startGroup() {
    if (mailbox == null && groupName == null) {
      groupName = phrase.toString();
      members = new ArrayList<>(2);
    }
    reset();
  }

  private void finishGroup() {
    if (groupName != null) {
      items.add(new GroupItem(groupName, List.copyOf(members)));
      groupName = null;
      count++;
    }
  }

  private void finishMailbox() {
    MailboxItem found = mailbox;
    if (found == null && hasPhrase && !phrase.isEmpty()) {
      String words = phrase.toString();
      found =
          chainStart == 0 ? new MailboxItem(comment, words, "") : new MailboxItem(words, "", "");
    } else if (found != null && found.rawName() == null && comment != null && !comment.isEmpty()) {
      found = new MailboxItem(comment, found.route(), found.localPart(), found.domain());
    }
    if (found != null) {
      count++;
      if (groupName != null) {
        members.add(found);
      } else {
        items.add(found);
      }
    }
    reset();
  }

  private void reset() {
    phrase.setLength(0);
    chain.setLength(0);
    chainStart = 0;
    afterDot = false;
    glued = false;
    hasPhrase = false;
    comment = null;
    mailbox = null;
  }

  /**
   * {@code local@domain} outside angle brackets: the last word before the at sign is the local
   * part.
   */
  private void bareAddress() {
    position++;
    if (mailbox != null) {
      domain();
      return;
    }
    String local = chain.toString();
    String before = phrase.substring(0, chainStart).strip();
    mailbox = new MailboxItem(before.isEmpty() ? null : before, local, domain());
  }

  private void angleAddress() {
    position++;
    StringBuilder local = new StringBuilder();
    StringBuilder route = new StringBuilder(0);
    String domain = "";
    boolean open = true;
    while (open && position < text.length()) {
      char c = text.charAt(position);
      switch (c) {
        case '>' -> {
          position++;
          open = false;
        }
        case '@' -> {
          position++;
          domain = domain();
          skipSpace();
          // A route: @a,@b:local@domain (RFC 5322 §4.4 obs-route).
          if (local.isEmpty()
              && position < text.length()
              && ",:".indexOf(text.charAt(position)) >= 0) {
            position++;
            if (!domain.isEmpty()) {
              route.append(route.isEmpty() ? "@" : ",@").append(domain);
            }
            domain = "";
          }
        }
        case '(' -> comment();
        case '"' -> local.append(quotedString());
        case ',', ';', '<' -> open = false;
        case ' ', '\t', '\r', '\n', ')', '[', ']', '\\', ':' -> position++;
        case '.' -> {
          position++;
          local.append('.');
        }
        default -> local.append(atom());
      }
    }
    if (mailbox == null && (hasPhrase || !local.isEmpty() || !domain.isEmpty())) {
      mailbox =
          new MailboxItem(
              hasPhrase ? phrase.toString() : null,
              route.isEmpty() ? null : route.toString(),
              local.toString(),
              domain);
    }
  }

  private String domain() {
    StringBuilder domain = new StringBuilder();
    boolean wantsLabel = true;
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        position++;
      } else if (c == '(') {
        comment = comment();
      } else if (c == '[' && domain.isEmpty()) {
        return literal();
      } else if (c == '.') {
        position++;
        domain.append('.');
        wantsLabel = true;
      } else if (wantsLabel && isAtom(c)) {
        domain.append(atom());
        wantsLabel = false;
      } else {
        break;
      }
    }
    return domain.toString();
  }

  private String literal() {
    int start = position;
    while (position < text.length()
        && text.charAt(position) != ']'
        && text.charAt(position) != '>') {
      position++;
    }
    if (position < text.length() && text.charAt(position) == ']') {
      position++;
    }
    return text.substring(start, position);
  }

  private void skipSpace() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private String atom() {
    int start = position;
    while (position < text.length() && isAtom(text.charAt(position))) {
      position++;
    }
    if (position == start) {
      position++;
    }
    return text.substring(start, position);
  }

  private static boolean isAtom(char c) {
    return c > ' ' && "()<>[]:;@\\,.\"".indexOf(c) < 0;
  }

  private String quotedString() {
    StringBuilder out = new StringBuilder();
    position++;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        break;
      }
      if (c == '\\' && position < text.length()) {
        c = text.charAt(position++);
      }
      if (c != '\r' && c != '\n') {
        out.append(c);
      }
    }
    return out.toString();
  }

  private String comment() {
    StringBuilder out = new StringBuilder();
    int depth = 0;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '(') {
        if (depth++ == 0) {
          continue;
        }
      } else if (c == ')') {
        if (--depth == 0) {
          break;
        }
      } else if (c == '\\' && position < text.length()) {
        c = text.charAt(position++);
      }
      if (c != '\r' && c != '\n') {
        out.append(c);
      }
    }
    return out.toString().strip();
  }
}
