package org.angarium.mail.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.imap.FetchItem.Attribute;
import org.angarium.mail.imap.FetchItem.Kind;
import org.angarium.mail.imap.FetchItem.Section;
import org.angarium.mail.imap.FetchItem.Text;

/** What FETCH asks for (RFC 9051 §6.4.5; RFC 3501 for the RFC822 forms; RFC 3516 for BINARY). */
final class FetchParser {
  private static final int MAX_PART_DEPTH = 200;

  private FetchParser() {}

  /** A macro, an item, or a list of items. */
  static List<FetchItem> items(ImapScanner in) throws ImapSyntaxException {
    List<FetchItem> items = new ArrayList<>();
    if (!in.accept('(')) {
      if (in.acceptKeyword("ALL")) {
        macro(items, Attribute.ENVELOPE);
      } else if (in.acceptKeyword("FULL")) {
        macro(items, Attribute.ENVELOPE, Attribute.BODY);
      } else if (in.acceptKeyword("FAST")) {
        macro(items);
      } else {
        items.add(item(in));
      }
      return items;
    }
    do {
      if (items.size() >= in.limits().listItems()) {
        throw ImapScanner.limit("Too many items to fetch");
      }
      items.add(item(in));
    } while (in.accept(' '));
    in.expect(')', "Expected the end of the list of items");
    return items;
  }

  private static void macro(List<FetchItem> items, Attribute... more) {
    items.add(Attribute.FLAGS);
    items.add(Attribute.INTERNALDATE);
    items.add(Attribute.RFC822_SIZE);
    items.addAll(List.of(more));
  }

  private static FetchItem item(ImapScanner in) throws ImapSyntaxException {
    String name = in.keyword("an item to fetch");
    return switch (name) {
      case "UID" -> Attribute.UID;
      case "FLAGS" -> Attribute.FLAGS;
      case "INTERNALDATE" -> Attribute.INTERNALDATE;
      case "RFC822.SIZE" -> Attribute.RFC822_SIZE;
      case "ENVELOPE" -> Attribute.ENVELOPE;
      case "BODYSTRUCTURE" -> Attribute.BODYSTRUCTURE;
      case "MODSEQ" -> Attribute.MODSEQ;
      case "EMAILID" -> Attribute.EMAILID;
      case "THREADID" -> Attribute.THREADID;
      case "SAVEDATE" -> Attribute.SAVEDATE;
      case "PREVIEW" -> preview(in);
      case "RFC822" -> whole(Text.ALL, false, name);
      case "RFC822.HEADER" -> whole(Text.HEADER, true, name);
      case "RFC822.TEXT" -> whole(Text.TEXT, false, name);
      case "BODY" -> in.peek() == '[' ? section(in, Kind.BODY, false, "BODY") : Attribute.BODY;
      case "BODY.PEEK" -> section(in, Kind.BODY, true, "BODY");
      case "BINARY" -> section(in, Kind.BINARY, false, "BINARY");
      case "BINARY.PEEK" -> section(in, Kind.BINARY, true, "BINARY");
      case "BINARY.SIZE" -> section(in, Kind.BINARY_SIZE, true, "BINARY.SIZE");
      default -> throw ImapScanner.syntax("No such item to fetch");
    };
  }

  private static FetchItem preview(ImapScanner in) {
    int before = in.position();
    boolean lazy = in.accept(' ') && in.accept('(') && in.acceptKeyword("LAZY") && in.accept(')');
    if (!lazy) {
      in.reset(before); // what follows is another item or a modifier of FETCH
    }
    return Attribute.PREVIEW;
  }

  private static Section whole(Text text, boolean peek, String label) {
    return new Section(Kind.BODY, List.of(), text, List.of(), peek, -1, 0, label);
  }

  /** {@code [section]<offset.length>}. */
  private static Section section(ImapScanner in, Kind kind, boolean peek, String name)
      throws ImapSyntaxException {
    StringBuilder label = new StringBuilder(32).append(name).append('[');
    in.expect('[', "Expected a section");
    List<Long> part = new ArrayList<>(4);
    boolean dangling = false;
    while (in.peek() >= '0' && in.peek() <= '9') {
      long number = in.nzNumber("a part number");
      if (part.size() >= MAX_PART_DEPTH) {
        throw ImapScanner.limit("Part number is too deep");
      }
      if (!part.isEmpty()) {
        label.append('.');
      }
      part.add(number);
      label.append(number);
      dangling = in.accept('.');
      if (!dangling) {
        break;
      }
    }
    Text text = Text.ALL;
    List<String> fields = List.of();
    if (in.peek() != ']') {
      if (kind != Kind.BODY) {
        throw ImapScanner.syntax("BINARY takes part numbers only");
      }
      if (!part.isEmpty() && !dangling) {
        throw ImapScanner.syntax("Malformed section");
      }
      text = sectionText(in, !part.isEmpty());
      label.append(part.isEmpty() ? "" : ".").append(text.name().replace('_', '.'));
      if (text == Text.HEADER_FIELDS || text == Text.HEADER_FIELDS_NOT) {
        fields = fields(in, label);
      }
    } else if (dangling) {
      throw ImapScanner.syntax("Malformed section");
    }
    in.expect(']', "Expected the end of the section");
    label.append(']');
    return partial(in, kind, peek, part, text, fields, label);
  }

  private static Text sectionText(ImapScanner in, boolean ofPart) throws ImapSyntaxException {
    return switch (in.keyword("a section")) {
      case "HEADER" -> Text.HEADER;
      case "HEADER.FIELDS" -> Text.HEADER_FIELDS;
      case "HEADER.FIELDS.NOT" -> Text.HEADER_FIELDS_NOT;
      case "TEXT" -> Text.TEXT;
      case "MIME" -> {
        if (!ofPart) {
          throw ImapScanner.syntax("MIME needs a part number");
        }
        yield Text.MIME;
      }
      default -> throw ImapScanner.syntax("No such section");
    };
  }

  /** The names, which the label repeats: any string may stand there. */
  private static List<String> fields(ImapScanner in, StringBuilder label)
      throws ImapSyntaxException {
    in.space();
    in.expect('(', "Expected a list of header fields");
    label.append(" (");
    List<String> fields = new ArrayList<>();
    ImapWriter names = new ImapWriter();
    do {
      if (fields.size() >= in.limits().listItems()) {
        throw ImapScanner.limit("Too many header fields");
      }
      byte[] field = in.astring("the name of a header field");
      if (!fields.isEmpty()) {
        names.octet(' ');
      }
      fields.add(new String(field, StandardCharsets.ISO_8859_1));
      names.astring(field);
    } while (in.accept(' '));
    in.expect(')', "Expected the end of the list of header fields");
    label.append(new String(names.array(), 0, names.length(), StandardCharsets.ISO_8859_1));
    label.append(')');
    return fields;
  }

  private static Section partial(
      ImapScanner in,
      Kind kind,
      boolean peek,
      List<Long> part,
      Text text,
      List<String> fields,
      StringBuilder label)
      throws ImapSyntaxException {
    if (kind == Kind.BINARY_SIZE || !in.accept('<')) {
      return new Section(kind, part, text, fields, peek, -1, 0, label.toString());
    }
    long offset = in.number("an offset");
    in.expect('.', "Malformed partial fetch");
    long length = in.nzNumber("a length");
    in.expect('>', "Malformed partial fetch");
    label.append('<').append(offset).append('>');
    return new Section(kind, part, text, fields, peek, offset, length, label.toString());
  }
}
