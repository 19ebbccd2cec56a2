package org.angarium.mail.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressListParser;
import org.angarium.mail.header.EncodedWords;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.imap.BodyStructureWriter;
import org.angarium.mail.imap.EnvelopeWriter;
import org.angarium.mail.message.BaseSubject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What attackers send. The time limits are generous: they are there for work that isn't linear. */
@Timeout(30)
class MimeAbuseTest {
  @Test
  void tenThousandLevels() {
    StringBuilder message = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      message
          .append("Content-Type: multipart/mixed; boundary=b")
          .append(i)
          .append("\r\n\r\n--b")
          .append(i)
          .append("\r\n");
    }
    MessageStructure found = parse(message.toString());
    assertThat(found.truncated()).isTrue();
    assertThat(depth(found.root())).isEqualTo(MimeLimits.DEFAULT.maxDepth());
    MimeFuzzTest.checkPromises(found.root(), 0, found.size());
    assertThat(PartTableCodec.decode(PartTableCodec.encode(found.partTable())))
        .isEqualTo(found.partTable());
  }

  @Test
  void embeddedMessagesWithoutEnd() {
    MessageStructure found = parse("Content-Type: message/rfc822\r\n\r\n".repeat(50_000));
    assertThat(found.truncated()).isTrue();
    assertThat(depth(found.root())).isEqualTo(MimeLimits.DEFAULT.maxDepth());
    // Envelopes of embedded messages nest; the whole must stay small.
    assertThat(BodyStructureWriter.bodyStructure(found.root()).length).isLessThan(20_000);
  }

  @Test
  void hundredThousandParts() {
    MessageStructure found =
        parse(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\n\r\nx\r\n".repeat(100_000)
                + "--b--\r\n");
    assertThat(found.truncated()).isTrue();
    assertThat(found.root().children()).hasSize(MimeLimits.DEFAULT.maxParts() - 1);
    assertThat(found.root().bodyEnd()).isEqualTo(found.size());
  }

  @Test
  void boundariesThatArePrefixesOfEachOther() {
    StringBuilder message = new StringBuilder();
    for (int i = 1; i <= 50; i++) {
      message
          .append("Content-Type: multipart/mixed; boundary=\"")
          .append("b".repeat(i))
          .append("\"\n\n--")
          .append("b".repeat(i))
          .append("\n");
    }
    message.append("\ndeep\n");
    for (int i = 50; i >= 1; i--) {
      message
          .append("\n--")
          .append("b".repeat(i))
          .append("\n\nafter ")
          .append(i)
          .append("\n--")
          .append("b".repeat(i))
          .append("--\n");
    }
    MessageStructure found = parse(message.toString());
    assertThat(found.truncated()).isFalse();
    MimePart part = found.root();
    for (int i = 1; i <= 50; i++) {
      assertThat(part.children()).as("level %d", i).hasSize(2);
      part = part.children().getFirst();
    }
  }

  @Test
  void boundaryOfTenKilobytes() {
    String boundary = "b".repeat(10_000);
    MessageStructure found =
        parse(
            "Content-Type: multipart/mixed; boundary="
                + boundary
                + "\r\n\r\n--"
                + boundary
                + "\r\n\r\nx\r\n--"
                + boundary
                + "--\r\n");
    assertThat(found.truncated()).isTrue();
    assertThat(found.root().children()).isEmpty();
    assertThat(MessageParserTest.type(found.root())).isEqualTo("application/octet-stream");
  }

  @Test
  void linesOfNothingButHyphens() {
    MessageStructure found =
        parse(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
                + "--\r\n".repeat(500_000)
                + "-".repeat(5_000_000));
    assertThat(found.root().children()).hasSize(1);
  }

  @Test
  void manyOpenBoundariesAndManyCandidates() {
    StringBuilder message = new StringBuilder();
    for (int i = 0; i < 90; i++) {
      message
          .append("Content-Type: multipart/mixed; boundary=b")
          .append(10_000 + i)
          .append("\r\n\r\n--b")
          .append(10_000 + i)
          .append("\r\n");
    }
    message.append("\r\n").append("--b1000x\r\n".repeat(500_000));
    assertThat(depth(parse(message.toString()).root())).isEqualTo(91);
  }

  @Test
  void headerOfAHundredMegabytes() {
    MessageParser parser = new MessageParser(MimeLimits.DEFAULT);
    byte[] chunk =
        "X-Filler: 0123456789012345678901234567890123456789\r\n".repeat(2000).getBytes(US_ASCII);
    long size = 0;
    for (int i = 0; i < 1000; i++) {
      parser.update(chunk, 0, chunk.length);
      size += chunk.length;
    }
    parser.update("\r\nbody".getBytes(US_ASCII), 0, 6);
    MessageStructure found = parser.finish();
    assertThat(found.truncated()).isTrue();
    assertThat(found.root().bodyStart()).isEqualTo(size + 2);
    assertThat(found.root().size()).isEqualTo(4);
    assertThat(found.header().rawLength()).isEqualTo(MimeLimits.DEFAULT.maxHeaderBytes());
    assertThat(found.header().size()).isLessThanOrEqualTo(HeaderLimits.DEFAULT.maxFields());
  }

  @Test
  void headersOfAllPartsShareOneBound() {
    String part = "--b\r\nX: " + "x".repeat(10_000) + "\r\n\r\n\r\n";
    MessageStructure found =
        parse("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part.repeat(5_000));
    assertThat(found.truncated()).isTrue();
    long kept = found.root().children().stream().mapToLong(p -> p.header().rawLength()).sum();
    assertThat(kept).isLessThanOrEqualTo(MimeLimits.DEFAULT.maxTotalHeaderBytes());
    assertThat(found.root().children()).hasSize(5_000);
  }

  @Test
  void fieldsOfAllPartsShareOneBound() {
    String part = "--b\r\n" + "a:\n".repeat(300) + "\r\n\r\n";
    MessageStructure found =
        parse("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part.repeat(1000));
    long fields = found.root().children().stream().mapToLong(p -> p.header().size()).sum();
    assertThat(fields).isLessThanOrEqualTo(MimeLimits.DEFAULT.maxTotalFields());
    assertThat(found.root().children()).hasSize(1000);
  }

  @Test
  void storedFormsStaySmall() {
    String field = "From: " + "\"\\\"\\\"\" <a@b>,".repeat(100) + "\r\n";
    String part = "--b\r\nContent-Type: message/rfc822\r\n\r\n" + field.repeat(3) + "\r\n\r\n";
    MessageStructure found =
        parse("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part.repeat(4_000));
    assertThat(BodyStructureWriter.bodyStructure(found.root()).length).isLessThan(16 << 20);
    assertThat(PartTableCodec.encode(found.partTable()).length).isLessThan(1 << 20);
  }

  @Test
  void encodedWordOfManyMegabytes() {
    String base64 = "=?utf-8?B?" + "QUJD".repeat(4_000_000) + "?=";
    assertThat(EncodedWords.decode(base64)).hasSize(12_000_000);
    assertThat(EncodedWords.decode("=?utf-8?q?".repeat(500_000))).hasSize(5_000_000);
    assertThat(EncodedWords.decode("=?".repeat(2_000_000))).hasSize(4_000_000);
    assertThat(EncodedWords.decode("=?utf-8?q?a?= ".repeat(300_000))).startsWith("aaa");
  }

  @Test
  void millionAddresses() {
    byte[] list = "\"Joe\" <joe@example.org>, ".repeat(1_000_000).getBytes(US_ASCII);
    List<AddressItem> items = AddressListParser.parse(list, HeaderLimits.DEFAULT);
    assertThat(items).hasSize(HeaderLimits.DEFAULT.maxAddresses());
    HeaderLimits all = new HeaderLimits(1, 2_000_000, 1, 1);
    assertThat(AddressListParser.parse(list, all)).hasSize(1_000_000);
  }

  @Test
  void evilAddressLists() {
    for (String evil :
        new String[] {
          "(", "\"", "<", ":", ";", "@", ".", "a.", "a ", "<@", "(\\", "\\", "a:", "a@b.", "[",
          "a(", "<a", "a b@"
        }) {
      assertThat(AddressListParser.parse(evil.repeat(300_000), HeaderLimits.DEFAULT))
          .as(evil)
          .isNotNull();
    }
  }

  @Test
  void evilSubjects() {
    for (String evil :
        new String[] {"Re: ", "[", "[a] ", "[fwd: ", "(fwd)", "]", "Re[", "fw", " "}) {
      assertThat(BaseSubject.of(evil.repeat(100_000))).as(evil).isNotNull();
    }
  }

  @Test
  void evilHtml() {
    for (String evil :
        new String[] {
          "<", "<!--", "&", "<style>", "</", "<style></sty", "&#", "<a <a>", "<script></script"
        }) {
      byte[] message =
          ("Content-Type: text/html\r\n\r\n" + evil.repeat(200_000)).getBytes(US_ASCII);
      MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
      String preview =
          new MessageText(found.root(), MessageSource.of(message), MimeLimits.DEFAULT).preview(200);
      assertThat(preview.length()).as(evil).isLessThanOrEqualTo(200);
    }
  }

  @Test
  void truncatedBase64GivesWhatThereIs() {
    assertThat(new String(TransferDecoder.decode("QUJDRA".getBytes(US_ASCII), "base64"), US_ASCII))
        .isEqualTo("ABCD");
    assertThat(new String(TransferDecoder.decode("QUJDRE".getBytes(US_ASCII), "base64"), US_ASCII))
        .isEqualTo("ABCD");
    assertThat(
            new String(TransferDecoder.decode("QUJD=QUJD".getBytes(US_ASCII), "base64"), US_ASCII))
        .isEqualTo("ABCABC");
    assertThat(TransferDecoder.decode("A".getBytes(US_ASCII), "base64")).isEmpty();
  }

  @Test
  void unknownCharsetsAndEncodings() {
    byte[] message =
        "Content-Type: text/plain; charset=x-nonsense\r\nContent-Transfer-Encoding: x-weird\r\n\r\ngr\u00fcn"
            .getBytes(ISO_8859_1);
    MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
    assertThat(new MessageText(found.root(), MessageSource.of(message), MimeLimits.DEFAULT).texts())
        .containsExactly("gr\u00fcn");
    assertThat(ImapSyntax.isOneParenthesised(BodyStructureWriter.bodyStructure(found.root())))
        .isTrue();
  }

  @Test
  void envelopeOfManyFieldsStaysBounded() {
    MessageStructure found = parse("To: a@b, c@d\r\n".repeat(60_000) + "\r\n");
    assertThat(ImapEnvelope.of(found.header()).to().size())
        .isLessThanOrEqualTo(2 * HeaderLimits.DEFAULT.maxAddresses());
    assertThat(EnvelopeWriter.write(ImapEnvelope.of(found.header())).length).isLessThan(1_000_000);
  }

  @Test
  void binaryMegabytesCountOnly() {
    byte[] head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n".getBytes(US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head);
    byte[] body = new byte[20 << 20];
    Arrays.fill(body, (byte) '\n');
    out.writeBytes(body);
    MessageStructure found = MessageStructure.of(out.toByteArray(), MimeLimits.DEFAULT);
    assertThat(found.root().children().getFirst().lines()).isEqualTo(body.length);
  }

  private static int depth(MimePart part) {
    int depth = 0;
    for (MimePart child : part.children()) {
      depth = Math.max(depth, depth(child));
    }
    return depth + 1;
  }

  private static MessageStructure parse(String message) {
    return MessageStructure.of(message.getBytes(US_ASCII), MimeLimits.DEFAULT);
  }
}
