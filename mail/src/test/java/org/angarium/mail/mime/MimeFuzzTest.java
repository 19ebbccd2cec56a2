package org.angarium.mail.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.SmtpPath;
import org.angarium.mail.charset.MailCharset;
import org.angarium.mail.dsn.DsnParser;
import org.angarium.mail.header.AddressListParser;
import org.angarium.mail.header.ContentTypeField;
import org.angarium.mail.header.DispositionField;
import org.angarium.mail.header.EncodedWords;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.imap.BodyStructureWriter;
import org.angarium.mail.imap.EnvelopeWriter;
import org.angarium.mail.message.BaseSubject;
import org.angarium.mail.message.ThreadingKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Mutated input of every kind: no reader fails, none takes long, and the parser keeps its promises.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class MimeFuzzTest {
  private static final String[] CRUMBS = {
    "\r\n",
    "\n",
    "\r",
    "--",
    "--b0",
    "--b1--",
    ":",
    ";",
    "=",
    "\"",
    "(",
    ")",
    "<",
    ">",
    "@",
    ",",
    "=?utf-8?q?",
    "?=",
    "\\",
    "*0*=",
    "%",
    "'",
    "\u00ff",
    "\u0000",
    "Content-Type: multipart/mixed; boundary=b0\r\n",
    "Content-Type: message/rfc822\r\n\r\n",
    "=\r\n",
    "boundary=",
    "+AGE-",
    " ",
    "\t",
    "[",
    "]",
    ".",
    "Re:",
    "[fwd:",
    "<!--",
    "&#x;",
    "<script>",
    "begin 644 x\n",
    "\u001b$B"
  };

  private static final String[] SEEDS = {
    "Joe Q. <joe@example.org>, team: \"a b\"@c (x), <@r:d@e>;",
    "Fri, 21 Nov 1997 09:55:06 -0600 (CST)",
    "=?utf-8?Q?J=C3=B6e?= =?iso-2022-jp?B?GyRCRnxLXBsoQg==?= x",
    "multipart/mixed; boundary=\"b0\"; name*0*=utf-8''a%20; name*1=b; charset=utf-7",
    "Re: [list] Fwd: [fwd: subject (fwd)] (fwd)",
    "<@a,@b:\"user x\"@example.org>",
    "begin 644 f\n#0V%T\n`\nend\n",
    "a=20b=\r\nc=C3=BC  \r\n",
    "<html><head><style>x</style></head><body>a &amp; &#252; <!-- c --> <b>d</b>",
    "Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@b\r\nAction: failed\r\nStatus: 5.1.1\r\n",
  };

  @Test
  void readersOfFieldsTakeAnything() {
    run(System.nanoTime() + 2_000_000_000L, 1, MimeFuzzTest::readField);
  }

  @Test
  void parserTakesAnything() {
    runMessages(System.nanoTime() + 3_000_000_000L, 1);
  }

  @Test
  @Tag("long")
  void readersOfFieldsTakeAnythingForLong() {
    run(System.nanoTime() + 120_000_000_000L, 1_000_000, MimeFuzzTest::readField);
  }

  @Test
  @Tag("long")
  void parserTakesAnythingForLong() {
    runMessages(System.nanoTime() + 180_000_000_000L, 1_000_000);
  }

  private static void run(long deadline, long firstSeed, Consumer<byte[]> reader) {
    for (long seed = firstSeed; seed < firstSeed + 500 || System.nanoTime() < deadline; seed++) {
      Random random = new Random(seed);
      byte[] input = mutate(SEEDS[random.nextInt(SEEDS.length)].getBytes(ISO_8859_1), random);
      try {
        reader.accept(input);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static void runMessages(long deadline, long firstSeed) {
    for (long seed = firstSeed; seed < firstSeed + 300 || System.nanoTime() < deadline; seed++) {
      Random random = new Random(seed);
      byte[] message = mutate(new MessageTree(random).bytes(), random);
      try {
        readMessage(message);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static void readField(byte[] input) {
    String text = MailCharset.guess(input, 0, input.length);
    AddressListParser.parse(input, HeaderLimits.DEFAULT);
    MessageDate.parse(input);
    EncodedWords.decode(input);
    assertThat(EncodedWords.decode(EncodedWords.encode(text))).isEqualTo(text);
    ContentTypeField type = ContentTypeField.parse(text, HeaderLimits.DEFAULT);
    if (type != null) {
      type.parameters().parameters().forEach(p -> assertThat(p.value()).isNotNull());
    }
    DispositionField.parse(text, HeaderLimits.DEFAULT);
    BaseSubject.of(text);
    DsnParser.parseStatus(input);
    for (String encoding : new String[] {"base64", "quoted-printable", "x-uuencode", "8bit"}) {
      TransferDecoder.decode(input, encoding);
    }
    for (String charset :
        new String[] {
          "utf-7", "iso-2022-jp", "gb2312", "ks_c_5601", "utf-8", "utf-16", "hz-gb-2312", "x\u0000"
        }) {
      MailCharset.decode(input, charset);
    }
    MailCharset.decode("abc".getBytes(ISO_8859_1), text);
    Preview.of(text, true, 100);
    Preview.of(text, false, 100);
    try {
      assertThat(EmailAddress.parse(EmailAddress.parse(text).toString()))
          .isEqualTo(EmailAddress.parse(text));
    } catch (AddressSyntaxException expected) {
      assertThat(expected.position()).isBetween(0, text.length());
    }
    try {
      assertThat(SmtpPath.parse(input, 0, input.length).end()).isBetween(2, input.length);
    } catch (AddressSyntaxException expected) {
      assertThat(expected.position()).isBetween(0, input.length);
    }
  }

  private static void readMessage(byte[] message) {
    MessageStructure found = MessageStructure.of(message, MimeLimits.DEFAULT);
    checkPromises(found.root(), 0, message.length);
    PartTable table = found.partTable();
    assertThat(PartTableCodec.decode(PartTableCodec.encode(table))).isEqualTo(table);
    ImapEnvelope envelope = ImapEnvelope.of(found.header());
    assertThat(ImapSyntax.isOneParenthesised(EnvelopeWriter.write(envelope))).isTrue();
    assertThat(ImapSyntax.isOneParenthesised(BodyStructureWriter.bodyStructure(found.root())))
        .isTrue();
    assertThat(ImapSyntax.isOneParenthesised(BodyStructureWriter.body(found.root()))).isTrue();
    MessageText text = new MessageText(table.root(), MessageSource.of(message), MimeLimits.DEFAULT);
    assertThat(text.preview(200).length()).isLessThanOrEqualTo(200);
    text.anyTextOrHeader(piece -> false);
    ThreadingKeys.of(found.header());
    DsnParser.parse(found, MessageSource.of(message));
  }

  static void checkPromises(MimePart part, long from, long to) {
    assertThat(part.headerStart()).isBetween(from, to);
    assertThat(part.bodyStart()).isBetween(part.headerStart(), to);
    assertThat(part.bodyEnd()).isBetween(part.bodyStart(), to);
    assertThat(part.isMultipart()).isEqualTo(!part.children().isEmpty() && !part.isMessage());
    if (part.isMessage()) {
      assertThat(part.children()).hasSize(1);
    }
    long at = part.bodyStart();
    for (MimePart child : part.children()) {
      checkPromises(child, at, part.bodyEnd());
      at = child.bodyEnd();
    }
  }

  private static byte[] mutate(byte[] input, Random random) {
    byte[] bytes = input;
    for (int i = random.nextInt(8); i > 0; i--) {
      int at = random.nextInt(bytes.length + 1);
      int cut = random.nextInt(3) == 0 ? Math.min(bytes.length - at, random.nextInt(20)) : 0;
      byte[] crumb =
          CRUMBS[random.nextInt(CRUMBS.length)]
              .repeat(random.nextInt(10) == 0 ? random.nextInt(50) : 1)
              .getBytes(ISO_8859_1);
      byte[] next = new byte[bytes.length - cut + crumb.length];
      System.arraycopy(bytes, 0, next, 0, at);
      System.arraycopy(crumb, 0, next, at, crumb.length);
      System.arraycopy(bytes, at + cut, next, at + crumb.length, bytes.length - at - cut);
      bytes = next;
    }
    return bytes;
  }
}
