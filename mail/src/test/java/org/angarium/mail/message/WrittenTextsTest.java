package org.angarium.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.AddressItem.MailboxItem;
import org.angarium.mail.header.AddressListParser;
import org.angarium.mail.header.DispositionField;
import org.angarium.mail.header.EncodedWords;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.header.HeaderParser;
import org.junit.jupiter.api.Test;

/** What is written into a header reads back to the same text, in lines that every relay takes. */
class WrittenTextsTest {
  private static final int ROUNDS = 4_000;

  /** Texts of all of Unicode, with what has a meaning in headers more often. */
  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    boolean ascii = random.nextInt(3) == 0;
    for (int i = random.nextInt(random.nextInt(20) == 0 ? 1_500 : 60); i > 0; i--) {
      int c =
          switch (random.nextInt(ascii ? 3 : 6)) {
            case 0 -> " =?_\"\\();:,<>@[].%'*/".charAt(random.nextInt(21));
            case 1, 2 -> '!' + random.nextInt(94);
            case 3 -> 0xa0 + random.nextInt(0x500);
            case 4 -> random.nextInt(0x10000);
            default -> 0x10000 + random.nextInt(0x100000);
          };
      if (!Character.isISOControl(c) && (c < 0xd800 || c > 0xdfff)) {
        text.appendCodePoint(c);
      }
    }
    return text.toString().strip();
  }

  private static HeaderField field(HeaderWriter writer) {
    byte[] bytes = writer.toByteArray();
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\r\n", -1)) {
      assertThat(line.length()).isLessThan(999);
      assertThat(line).matches("[ -~]*");
    }
    HeaderFields header = HeaderParser.parse(bytes);
    assertThat(header.size()).isOne();
    return header.get(0);
  }

  @Test
  void unstructuredTextsReadBack() {
    for (long seed = 0; seed < ROUNDS; seed++) {
      String text = text(new Random(seed));
      assertThat(field(new HeaderWriter().text("Subject", text)).decodedText())
          .as("seed %d", seed)
          .isEqualTo(text);
    }
  }

  @Test
  void displayNamesReadBack() {
    EmailAddress address = EmailAddress.parse("jane@example.org");
    for (long seed = 0; seed < ROUNDS; seed++) {
      String name = text(new Random(seed));
      HeaderWriter writer =
          new HeaderWriter().addresses("To", List.of(new HeaderWriter.Mailbox(name, address)));
      MailboxItem read =
          (MailboxItem) AddressListParser.parse(field(writer), HeaderLimits.DEFAULT).getFirst();
      assertThat(read.valid()).as("seed %d", seed).isTrue();
      assertThat(read.address()).as("seed %d", seed).contains(address);
      assertThat(read.displayName()).as("seed %d", seed).isEqualTo(name.isBlank() ? null : name);
    }
  }

  @Test
  void parametersReadBack() {
    for (long seed = 0; seed < ROUNDS; seed++) {
      String value = text(new Random(seed));
      HeaderWriter writer =
          new HeaderWriter()
              .parameterised(
                  "Content-Disposition",
                  "attachment",
                  List.of(
                      new HeaderWriter.Parameter("filename", value),
                      new HeaderWriter.Parameter("size", "7")));
      DispositionField read = DispositionField.parse(field(writer).text(), HeaderLimits.DEFAULT);
      assertThat(read.fileName()).as("seed %d", seed).isEqualTo(value);
      assertThat(read.parameters().value("size")).as("seed %d", seed).isEqualTo("7");
    }
  }

  @Test
  void longValuesAreCutAtTheirOctetsAndNowhereElse() {
    for (String one : List.of("\ud83d\ude00", "\u00e4", "x", "%", "=?x", "a b ", "\\", "\"")) {
      for (int length : new int[] {1, 17, 18, 19, 53, 54, 55, 250, 700, 799, 800, 801, 1_200}) {
        String value = one.repeat(length).strip();
        HeaderWriter writer =
            new HeaderWriter()
                .parameterised("X", "y", List.of(new HeaderWriter.Parameter("n", value)));
        DispositionField read = DispositionField.parse(field(writer).text(), HeaderLimits.DEFAULT);
        assertThat(read.parameters().value("n")).isEqualTo(value);
        assertThat(field(new HeaderWriter().text("X", value)).decodedText()).isEqualTo(value);
        assertThat(EncodedWords.decode(EncodedWords.encode(value))).isEqualTo(value);
      }
    }
  }
}
