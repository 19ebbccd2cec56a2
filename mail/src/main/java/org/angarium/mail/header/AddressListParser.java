package org.angarium.mail.header;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * display name. Each entry says whether it follows the grammar, and whether it is such garbage that
 * nobody can tell which address is meant ({@link MailboxItem#unclear}). Work is linear in the
 * length of the field; at most {@link HeaderLimits#maxAddresses()} mailboxes are read.
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

  /** Whether the chain of words and dots is none that a local part can be. */
  private boolean chainFaulty;

  private @Nullable String comment;
  private @Nullable MailboxItem mailbox;
  private @Nullable String groupName;
  private List<MailboxItem> members = new ArrayList<>(0);
  private int count;
  private int position;

  /** Where the entry begins that is being read. */
  private int start;

  /** Whether it breaks the grammar. */
  private boolean faulty;

  /** Whether it doesn't tell which one address is meant. */
  private boolean unclear;

  /** Whether there was anything that parts entries. */
  private boolean separated;

  /** Whether an entry was unclear, or something was left out. */
  private boolean doubtful;

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

  /**
   * The one mailbox that a text is: valid, and without a route, a group or anything beside it;
   * empty if it is anything else.
   */
  public static Optional<MailboxItem> one(String value) {
    AddressListParser parser = new AddressListParser(value, HeaderLimits.DEFAULT);
    List<AddressItem> items = parser.list();
    return !parser.separated
            && items.size() == 1
            && items.getFirst() instanceof MailboxItem only
            && only.valid()
            && only.route() == null
        ? Optional.of(only)
        : Optional.empty();
  }

  /**
   * All mailboxes of a field, those in groups included, if there is no doubt which they are; empty
   * if an entry is {@linkplain MailboxItem#unclear unclear} or there are more than the limits
   * allow.
   */
  public static Optional<List<MailboxItem>> certain(HeaderField field, HeaderLimits limits) {
    AddressListParser parser = new AddressListParser(field.text(), limits);
    List<MailboxItem> mailboxes = new ArrayList<>(1);
    for (AddressItem item : parser.list()) {
      switch (item) {
        case MailboxItem mailbox -> mailboxes.add(mailbox);
        case GroupItem group -> mailboxes.addAll(group.members());
      }
    }
    return parser.doubtful ? Optional.empty() : Optional.of(mailboxes);
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
          finishMailbox();
          next();
        }
        case ';' -> {
          finishMailbox();
          finishGroup();
          next();
        }
        case ':' -> startGroup();
        case '<' -> angleAddress();
        case '@' -> bareAddress();
        case '.' -> {
          position++;
          dot();
        }
        case '>', ')', '[', ']', '\\' -> {
          position++;
          faulty = true;
        }
        default -> word(atom());
      }
    }
    doubtful |= position < text.length();
    finishMailbox();
    finishGroup();
    return items;
  }

  /**
   * Adds a word to the phrase. Beside the phrase runs the chain of words joined by dots, white
   * space around the dots left out (RFC 5322 §4.4 obs-local-part): the local part, should an at
   * sign follow.
   */
  private void word(String word) {
    if (mailbox != null) {
      faulty = true;
      return;
    }
    if (!glued && !phrase.isEmpty()) {
      if (!afterDot) {
        chainStart = phrase.length();
        chain.setLength(0);
        chainFaulty = false;
      }
      phrase.append(' ');
    }
    chainFaulty |= glued && !afterDot && hasPhrase;
    phrase.append(word);
    chain.append(word);
    hasPhrase = true;
    glued = true;
    afterDot = false;
  }

  private void dot() {
    if (mailbox == null) {
      chainFaulty |= afterDot || !hasPhrase;
      phrase.append('.');
      chain.append('.');
      hasPhrase = true;
      afterDot = true;
      glued = true;
    } else {
      faulty = true;
    }
  }

  private void startGroup() {
    boolean begins = mailbox == null && groupName == null;
    if (begins) {
      groupName = phrase.toString();
      members = new ArrayList<>(2);
    }
    unclear |= mailbox != null;
    if (mailbox == null) {
      reset();
    } else {
      finishMailbox();
    }
    next();
  }

  /** Goes on behind a separator. */
  private void next() {
    position++;
    start = position;
    separated = true;
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
    }
    if (found != null) {
      found = judged(found);
      count++;
      if (groupName != null) {
        members.add(found);
      } else {
        items.add(found);
      }
    }
    reset();
  }

  /** The reading of an entry that ends here, with what is to be said of it. */
  private MailboxItem judged(MailboxItem found) {
    boolean named = found.rawName() != null || comment == null || comment.isEmpty();
    boolean whole = !found.localPart().isEmpty() && !found.domain().isEmpty();
    doubtful |= !whole;
    if (whole && named && !faulty && !unclear) {
      return found;
    }
    return new MailboxItem(
        named ? found.rawName() : comment,
        found.route(),
        found.localPart(),
        found.domain(),
        whole && !faulty && !unclear,
        whole && !unclear ? null : text.substring(Math.min(start, position), position).strip());
  }

  private void reset() {
    doubtful |= unclear;
    faulty = false;
    unclear = false;
    phrase.setLength(0);
    chain.setLength(0);
    chainStart = 0;
    chainFaulty = false;
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
      unclear = true;
      domain();
      return;
    }
    String local = chain.toString();
    String before = phrase.substring(0, chainStart).strip();
    faulty |= !before.isEmpty() || chainFaulty || afterDot;
    mailbox = new MailboxItem(before.isEmpty() ? null : before, local, domain());
  }

  private void angleAddress() {
    position++;
    StringBuilder local = new StringBuilder();
    StringBuilder route = new StringBuilder(0);
    String domain = "";
    boolean parted = true;
    boolean open = true;
    boolean closed = false;
    while (open && position < text.length()) {
      char c = text.charAt(position);
      switch (c) {
        case '>' -> {
          position++;
          open = false;
          closed = true;
        }
        case '@' -> {
          position++;
          unclear |= !domain.isEmpty();
          faulty |= parted && !local.isEmpty();
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
        case ',', ';', '<' -> open = false;
        case ' ', '\t', '\r', '\n' -> position++;
        case ')', '[', ']', '\\', ':' -> {
          position++;
          faulty = true;
        }
        case '.' -> {
          position++;
          local.append('.');
          faulty |= parted || !domain.isEmpty();
          parted = true;
        }
        default -> {
          // Words without a dot between, or behind the domain.
          faulty |= !parted || !domain.isEmpty();
          parted = false;
          local.append(c == '"' ? quotedString() : atom());
        }
      }
    }
    faulty |= !closed;
    unclear |= mailbox != null;
    if (mailbox == null && (hasPhrase || !local.isEmpty() || !domain.isEmpty())) {
      String name = hasPhrase ? phrase.toString() : null;
      String written = route.isEmpty() ? null : route.toString();
      mailbox = new MailboxItem(name, written, local.toString(), domain, true, null);
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
        faulty |= wantsLabel;
        wantsLabel = true;
      } else if (wantsLabel && isAtom(c)) {
        domain.append(atom());
        wantsLabel = false;
      } else {
        break;
      }
    }
    faulty |= wantsLabel;
    return domain.toString();
  }

  private String literal() {
    int begin = position;
    while (position < text.length()
        && text.charAt(position) != ']'
        && text.charAt(position) != '>') {
      position++;
    }
    if (position < text.length() && text.charAt(position) == ']') {
      position++;
    } else {
      faulty = true;
    }
    return text.substring(begin, position);
  }

  private void skipSpace() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private String atom() {
    int begin = position;
    while (position < text.length() && isAtom(text.charAt(position))) {
      position++;
    }
    if (position == begin) {
      // A control character.
      position++;
      unclear = true;
    }
    return text.substring(begin, position);
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
        return out.toString();
      }
      if (c == '\\' && position < text.length()) {
        c = text.charAt(position++);
      }
      if (c != '\r' && c != '\n') {
        out.append(c);
      }
    }
    // It swallowed what stands behind it.
    unclear = true;
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
          return out.toString().strip();
        }
      } else if (c == '\\' && position < text.length()) {
        c = text.charAt(position++);
      }
      if (c != '\r' && c != '\n') {
        out.append(c);
      }
    }
    unclear = true;
    return out.toString().strip();
  }
}
