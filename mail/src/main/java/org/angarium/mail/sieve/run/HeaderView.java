package org.angarium.mail.sieve.run;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressListParser;
import org.angarium.mail.header.EncodedWords;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.message.HeaderWriter;
import org.angarium.mail.sieve.compile.Condition;
import org.angarium.mail.sieve.match.Variables;
import org.jspecify.annotations.Nullable;

/**
 * The header as the run sees it: that of the message with the changes made so far (RFC 5293 §7).
 * Each field is decoded once at most.
 */
final class HeaderView {
  /** One field. */
  static final class Field {
    private final String name;
    private final String written;
    private final String raw;
    private final @Nullable HeaderField original;
    private @Nullable String text;
    private @Nullable List<AddressItem.MailboxItem> mailboxes;

    private Field(HeaderField original) {
      this.name = Variables.canonical(original.name());
      this.written = original.name();
      this.raw = original.text();
      this.original = original;
    }

    private Field(String written, String raw) {
      this(written, raw, null);
    }

    private Field(String written, String raw, @Nullable HeaderField original) {
      this.name = Variables.canonical(written);
      this.written = written;
      this.raw = raw;
      this.original = original;
    }

    /** The same content, to the octet, under another name. */
    Field renamed(String newName) {
      return new Field(newName, raw, original);
    }

    /** The name in lower case. */
    String name() {
      return name;
    }

    /** The field as it stands in a message. */
    byte[] octets() {
      if (original == null) {
        return added();
      }
      byte[] octets = original.raw();
      if (!written.equals(original.name())) {
        byte[] value = original.rawValue();
        byte[] head = (written + ":").getBytes(StandardCharsets.US_ASCII);
        octets = Arrays.copyOf(head, head.length + value.length);
        System.arraycopy(value, 0, octets, head.length, value.length);
      }
      if (octets[octets.length - 1] == '\n') {
        return octets;
      }
      byte[] whole = Arrays.copyOf(octets, octets.length + 2);
      whole[octets.length] = '\r';
      whole[octets.length + 1] = '\n';
      return whole;
    }

    /** One that the script added: of addresses only the names may be encoded. */
    private byte[] added() {
      List<HeaderWriter.Mailbox> authors = new ArrayList<>(1);
      boolean clear = AddressFields.contains(name);
      for (AddressItem item :
          clear ? AddressListParser.parse(raw, HeaderLimits.DEFAULT) : List.<AddressItem>of()) {
        EmailAddress address =
            item instanceof AddressItem.MailboxItem mailbox && mailbox.valid()
                ? mailbox.address().orElse(null)
                : null;
        clear &= address != null;
        if (address != null && item instanceof AddressItem.MailboxItem mailbox) {
          authors.add(new HeaderWriter.Mailbox(mailbox.displayName(), address));
        }
      }
      HeaderWriter writer = new HeaderWriter();
      return (clear && !authors.isEmpty()
              ? writer.addresses(written, authors)
              : writer.text(written, raw))
          .toByteArray();
    }

    /** The value on one line, encoded words decoded. */
    String text() {
      if (text == null) {
        text = EncodedWords.decode(raw);
      }
      return text;
    }

    /** The value on one line as written. */
    String raw() {
      return raw;
    }

    /**
     * The mailboxes in the value, those in groups included; none if it isn't a field of addresses.
     */
    List<AddressItem.MailboxItem> mailboxes() {
      if (mailboxes == null) {
        List<AddressItem.MailboxItem> found = new ArrayList<>(2);
        String addresses = AddressFields.contains(name) ? raw : "";
        for (AddressItem item : AddressListParser.parse(addresses, HeaderLimits.DEFAULT)) {
          switch (item) {
            case AddressItem.MailboxItem mailbox -> found.add(mailbox);
            case AddressItem.GroupItem group -> found.addAll(group.members());
          }
        }
        mailboxes = found;
      }
      return mailboxes;
    }
  }

  private final HeaderFields original;
  private final Map<String, List<Field>> byName = new HashMap<>();

  /** All fields in order once something was changed; null before. */
  private @Nullable List<Field> changed;

  /** This header behind fields of the server; null until it is asked for. */
  private @Nullable HeaderView whole;

  HeaderView(HeaderFields original) {
    this.original = original;
  }

  private void forget() {
    byName.clear();
    whole = null;
  }

  /**
   * This header as it is now, behind fields of the server, which can be read and not be changed.
   *
   * @param received the same for each call
   */
  HeaderView behind(HeaderFields received) {
    if (received.size() == 0) {
      return this;
    }
    if (whole == null) {
      List<Field> front = new ArrayList<>(received.size());
      for (HeaderField field : received) {
        front.add(new Field(field));
      }
      whole = with(front);
    }
    return whole;
  }

  /** This header as it is now, to be changed apart. */
  HeaderView copy() {
    HeaderView copy = new HeaderView(original);
    copy.changed = changed == null ? null : new ArrayList<>(changed);
    return copy;
  }

  /** This header with fields that scripts added to another in front. */
  HeaderView with(List<Field> added) {
    HeaderView view = copy();
    view.fields().addAll(0, added);
    return view;
  }

  /** The fields of a name, topmost first. */
  List<Field> all(String name) {
    String key = Variables.canonical(name);
    List<Field> known = byName.get(key);
    if (known != null) {
      return known;
    }
    List<Field> found = new ArrayList<>(2);
    if (changed == null) {
      for (HeaderField field : original.all(key)) {
        found.add(new Field(field));
      }
    } else {
      for (Field field : changed) {
        if (field.name.equals(key)) {
          found.add(field);
        }
      }
    }
    if (byName.size() < 256) {
      byName.put(key, found);
    }
    return found;
  }

  /** Those of the fields of a name that an index asks for. */
  List<Field> all(String name, Condition.Index index) {
    return picked(all(name), index);
  }

  /**
   * Those of the fields of some names that an index asks for. It counts through the fields of the
   * first name, then on through those of the next (RFC 5260 §6).
   */
  List<Field> all(List<String> names, Condition.Index index) {
    if (names.size() == 1) {
      return all(names.getFirst(), index);
    }
    List<Field> fields = new ArrayList<>();
    names.forEach(name -> fields.addAll(all(name)));
    return picked(fields, index);
  }

  private static List<Field> picked(List<Field> fields, Condition.Index index) {
    if (index.number() == 0) {
      return fields;
    }
    int position = index.fromLast() ? fields.size() - index.number() : index.number() - 1;
    return position < 0 || position >= fields.size() ? List.of() : List.of(fields.get(position));
  }

  /** Adds a field, which is given back. */
  Field add(String name, String value, boolean last) {
    return add(new Field(name, value), last);
  }

  /** Adds a field, which is given back. */
  Field add(Field field, boolean last) {
    List<Field> fields = fields();
    if (last) {
      fields.add(field);
    } else {
      fields.addFirst(field);
    }
    forget();
    return field;
  }

  /** Takes fields away; returns which they were among those of the name, from 1. */
  List<Integer> delete(String name, Condition.Index index, Predicate<Field> which) {
    List<Field> named = all(name);
    List<Field> candidates = all(name, index);
    List<Integer> positions = new ArrayList<>(2);
    for (int i = 0; i < named.size(); i++) {
      if (candidates.contains(named.get(i)) && which.test(named.get(i))) {
        positions.add(i + 1);
      }
    }
    if (!positions.isEmpty()) {
      delete(name, positions);
    }
    return positions;
  }

  /** Takes fields away by their positions among those of the name, from 1. */
  void delete(String name, List<Integer> positions) {
    List<Field> fields = fields();
    String key = Variables.canonical(name);
    List<Field> kept = new ArrayList<>(fields.size());
    int position = 0;
    for (Field field : fields) {
      if (!field.name.equals(key) || !positions.contains(++position)) {
        kept.add(field);
      }
    }
    changed = kept;
    forget();
  }

  /** Takes all fields away whose name in lower case is such. */
  void removeIf(Predicate<String> name) {
    fields().removeIf(field -> name.test(field.name));
    forget();
  }

  boolean isChanged() {
    return changed != null;
  }

  /** The fields as they stand in a message, without the empty line behind them. */
  byte[] octets() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Field field : fields()) {
      out.writeBytes(field.octets());
    }
    return out.toByteArray();
  }

  private List<Field> fields() {
    if (changed == null) {
      changed = new ArrayList<>(original.size());
      for (HeaderField field : original) {
        changed.add(new Field(field));
      }
    }
    return changed;
  }
}
