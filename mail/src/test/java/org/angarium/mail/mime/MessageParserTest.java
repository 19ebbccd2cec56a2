package org.angarium.mail.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.angarium.mail.header.HeaderLimits;
import org.junit.jupiter.api.Test;

class MessageParserTest {
  private static final MimeLimits TIGHT =
      new MimeLimits(150, 600, 6, 3, 2, 100, new HeaderLimits(3, 2, 2, 20));

  @Test
  void findsEveryPartWhereTheGeneratorPutIt() {
    for (long seed = 0; seed < 1500; seed++) {
      MessageTree tree = new MessageTree(new Random(seed));
      MessageStructure found = MessageStructure.of(tree.bytes(), MimeLimits.DEFAULT);
      assertThat(describe(found.root())).as("seed %d", seed).isEqualTo(describe(tree.root));
      assertThat(found.truncated()).isFalse();
      assertThat(found.size()).isEqualTo(tree.bytes().length);
    }
  }

  @Test
  void resultDoesNotDependOnChunks() {
    for (long seed = 0; seed < 1500; seed++) {
      Random random = new Random(seed);
      byte[] message = new MessageTree(random).bytes();
      for (int i = random.nextInt(10); i > 0; i--) {
        message[random.nextInt(message.length)] = (byte) "\r\n-: b".charAt(random.nextInt(6));
      }
      MimeLimits limits = seed % 3 == 0 ? TIGHT : MimeLimits.DEFAULT;
      String whole = describe(MessageStructure.of(message, limits));
      int max = 1 + random.nextInt(seed % 2 == 0 ? 3 : 100);
      MessageParser parser = new MessageParser(limits);
      for (int i = 0; i < message.length; ) {
        int length = Math.min(message.length - i, random.nextInt(max + 1));
        byte[] chunk = new byte[length + 6];
        System.arraycopy(message, i, chunk, 3, length);
        parser.update(chunk, 3, length);
        i += length;
      }
      assertThat(describe(parser.finish())).as("seed %d", seed).isEqualTo(whole);
    }
  }

  @Test
  void lineBreakBeforeDelimiterBelongsToTheDelimiter() {
    MessageStructure found =
        parse(
            "Content-Type: multipart/mixed; boundary=x\n\npre\n--x\n\nbody\n\n--x\n\n--x--\nepi\n");
    assertThat(found.root().children()).hasSize(2);
    assertThat(found.root().children().get(0).size()).isEqualTo(5);
    assertThat(found.root().children().get(0).lines()).isEqualTo(1);
    assertThat(found.root().children().get(1).size()).isZero();
  }

  @Test
  void outerDelimiterEndsInnerMultipart() {
    MessageStructure found =
        parse(
            "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n"
                + "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\none\r\n--o\r\n\r\ntwo\r\n--o--\r\n");
    assertThat(found.root().children()).hasSize(2);
    assertThat(found.find(1, 1)).isNotNull();
    assertThat(found.find(2)).isNotNull().extracting(MimePart::size).isEqualTo(3L);
  }

  @Test
  void multipartWithoutDelimiterIsPlainText() {
    assertThat(type(parse("Content-Type: multipart/mixed; boundary=x\r\n\r\nhello\r\n").root()))
        .isEqualTo("text/plain");
    assertThat(type(parse("Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nhello\r\n").root()))
        .isEqualTo("text/plain");
  }

  @Test
  void partsOfDigestAreMessages() {
    MessageStructure found =
        parse(
            "Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\nSubject: in\r\n\r\nbody\r\n--x--\r\n");
    MimePart part = found.root().children().getFirst();
    assertThat(part.isMessage()).isTrue();
    assertThat(part.children().getFirst().header().text("Subject")).isEqualTo("in");
  }

  @Test
  void encodedMessageIsOpaque() {
    MessageStructure found =
        parse(
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeA0K\r\n");
    assertThat(type(found.root())).isEqualTo("application/octet-stream");
    assertThat(found.root().children()).isEmpty();
  }

  @Test
  void boundaryEndingInHyphensIsDistinguishedFromClosing() {
    MessageStructure found =
        parse(
            "Content-Type: multipart/mixed; boundary=\"x--\"\n\n--x--\n\none\n--x--\n\ntwo\n--x----\n");
    assertThat(found.root().children()).hasSize(2);
  }

  @Test
  void numbersFollowImap() {
    // The example of RFC 9051 §6.4.5.1, abridged.
    String inner =
        "Subject: in\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\n4.1\r\n--i\r\n\r\n4.2\r\n--i--";
    String message =
        "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\n1\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n"
            + inner
            + "\r\n--o\r\nContent-Type: message/rfc822\r\n\r\nSubject: s\r\n\r\nplain\r\n--o--\r\n";
    MessageStructure found = parse(message);
    PartTable table = PartTableCodec.decode(PartTableCodec.encode(found.partTable()));
    assertThat(table).isEqualTo(found.partTable());
    assertThat(body(message, 1)).isEqualTo("1");
    assertThat(found.find(1, 1)).isNull();
    assertThat(body(message, 2)).isEqualTo(inner);
    assertThat(body(message, 2, 1)).isEqualTo("4.1");
    assertThat(body(message, 2, 2)).isEqualTo("4.2");
    assertThat(found.find(2, 3)).isNull();
    assertThat(found.find(2, 2, 1)).isNull();
    assertThat(body(message, 3, 1)).isEqualTo("plain");
    assertThat(found.find(3, 1, 1)).isNull();
    assertThat(found.find(3, 2)).isNull();
    assertThat(found.find(0)).isNull();
    assertThat(found.find(4)).isNull();
    assertThat(found.find()).isEqualTo(found.root());
    assertThat(table.find(2, 2)).isNotNull().extracting(MimeNode::size).isEqualTo(3L);
  }

  @Test
  void singlePartMessageHasPartOneAndNoOther() {
    String message = "Subject: x\r\n\r\nbody\r\n";
    MessageStructure found = parse(message);
    assertThat(body(message, 1)).isEqualTo("body\r\n");
    assertThat(found.find(2)).isNull();
    assertThat(found.find(1, 1)).isNull();
  }

  @Test
  void messageAtTheRootHasItsPartsUnderOne() {
    String message =
        "Content-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\na\r\n--i--\r\n";
    MessageStructure found = parse(message);
    assertThat(found.find(1)).isEqualTo(found.root());
    assertThat(body(message, 1, 1)).isEqualTo("a");
    assertThat(found.find(1, 1, 1)).isNull();
  }

  @Test
  void shiftedTableServesTheMessageWithPrefix() {
    for (long seed = 0; seed < 200; seed++) {
      byte[] message = new MessageTree(new Random(seed)).bytes();
      byte[] prefix = "Return-Path: <>\r\nDelivered-To: a@b\r\n".getBytes(ISO_8859_1);
      byte[] both = new byte[prefix.length + message.length];
      System.arraycopy(prefix, 0, both, 0, prefix.length);
      System.arraycopy(message, 0, both, prefix.length, message.length);
      assertThat(
              MessageStructure.of(message, MimeLimits.DEFAULT).partTable().shifted(prefix.length))
          .as("seed %d", seed)
          .isEqualTo(MessageStructure.of(both, MimeLimits.DEFAULT).partTable());
    }
  }

  private static MessageStructure parse(String message) {
    return MessageStructure.of(message.getBytes(ISO_8859_1), MimeLimits.DEFAULT);
  }

  /** The body of the part with that number. */
  private static String body(String message, int... number) {
    MimePart part = Objects.requireNonNull(parse(message).find(number), "no such part");
    return message.substring((int) part.bodyStart(), (int) part.bodyEnd());
  }

  static String type(MimeNode part) {
    return part.mediaType() + "/" + part.subtype();
  }

  static String describe(MessageStructure structure) {
    return describe(structure.root())
        + structure.size()
        + structure.truncated()
        + headers(structure.root());
  }

  private static String headers(MimePart part) {
    StringBuilder out = new StringBuilder(new String(part.header().raw(), ISO_8859_1));
    part.children().forEach(child -> out.append('|').append(headers(child)));
    return out.toString();
  }

  private static String describe(MimePart part) {
    List<String> children = new ArrayList<>();
    part.children().forEach(child -> children.add(describe(child)));
    return "[%d %d %d %d %s %s]"
        .formatted(
            part.headerStart(),
            part.bodyStart(),
            part.bodyEnd(),
            part.lines(),
            type(part),
            children);
  }

  private static String describe(MessageTree.Node node) {
    List<String> children = new ArrayList<>();
    node.children().forEach(child -> children.add(describe(child)));
    return "[%d %d %d %d %s %s]"
        .formatted(
            node.headerStart(),
            node.bodyStart(),
            node.bodyEnd(),
            node.lines(),
            node.type(),
            children);
  }
}
