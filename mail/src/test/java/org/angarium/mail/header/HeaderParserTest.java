package org.angarium.mail.header;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HeaderParserTest {
  @Test
  void findsFieldsWithTheirFolds() {
    String block =
        "From x\r\nA: 1\r\nb :\t2\r\n\t3 \r\n  4\nbad name: 5\r\n continued\r\n:6\r\nC:\r\na: 7\r\n\r\nD: 8\r\n";
    HeaderFields fields = HeaderParser.parse(block.getBytes(ISO_8859_1), 100, HeaderLimits.DEFAULT);
    assertThat(fields)
        .extracting(HeaderField::toString)
        .containsExactly("A: 1", "b: 2\t3   4", "C: ", "a: 7");
    assertThat(fields.first("B"))
        .hasValueSatisfying(b -> {
          assertThat(b.offset()).isEqualTo(100 + block.indexOf("b :"));
          assertThat(new String(b.raw(), ISO_8859_1)).isEqualTo("b :\t2\r\n\t3 \r\n  4\n");
          assertThat(new String(b.rawValue(), ISO_8859_1)).isEqualTo("\t2\r\n\t3 \r\n  4");
        });
    assertThat(fields.all("a")).hasSize(2);
    assertThat(fields.contains("D")).isFalse();
    assertThat(fields.raw()).hasSize(block.length());
  }

  @Test
  void keepsWithinTheFieldLimit() {
    HeaderLimits limits = new HeaderLimits(3, 1, 1, 1);
    assertThat(HeaderParser.parse("A: 1\r\n".repeat(10).getBytes(UTF_8), 0, limits).size())
        .isEqualTo(3);
  }

  @Test
  void readsRawUtf8AndLatin() {
    assertThat(HeaderParser.parse("S: gr\u00fcn".getBytes(UTF_8)).text("s")).isEqualTo("gr\u00fcn");
    assertThat(HeaderParser.parse("S: gr\u00fcn".getBytes(ISO_8859_1)).text("s"))
        .isEqualTo("gr\u00fcn");
  }

  @Test
  void everyFieldIsFoundAgain() {
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      StringBuilder block = new StringBuilder();
      int count = random.nextInt(30);
      for (int i = 0; i < count; i++) {
        block
            .append("X-")
            .append(i)
            .append(random.nextBoolean() ? ":" : ": ")
            .append("v")
            .append(i);
        for (int fold = random.nextInt(3); fold > 0; fold--) {
          block.append(random.nextBoolean() ? "\r\n " : "\n\t").append("w").append(fold);
        }
        block.append(random.nextBoolean() ? "\r\n" : "\n");
      }
      HeaderFields fields = HeaderParser.parse(block.toString().getBytes(ISO_8859_1));
      assertThat(fields.size()).as("seed %d", seed).isEqualTo(count);
      int at = 0;
      for (int i = 0; i < count; i++) {
        HeaderField field = fields.get(i);
        assertThat(field.offset()).isEqualTo(at);
        assertThat(field.name()).isEqualTo("X-" + i);
        assertThat(field.text().replaceAll("[\t ]w\\d", "")).isEqualTo("v" + i);
        at += field.length();
      }
      assertThat(at).isEqualTo(block.length());
    }
  }

  @Test
  void namesBeyondAByteAreNoneOfTheFields() {
    HeaderFields header =
        HeaderParser.parse("Subject: x\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(header.contains("subject")).isTrue();
    for (String name :
        java.util.List.of("\u0173ubject", "\uff33ubject", "\u017fubject", "\u0153ubject")) {
      assertThat(header.contains(name)).as(name).isFalse();
      assertThat(header.all(name)).as(name).isEmpty();
    }
  }
}
