package org.angarium.mail.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.angarium.mail.header.HeaderParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadingKeysTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Hello  World|HELLO WORLD|false",
        "Re: Hello|HELLO|true",
        "RE : [list] Fwd: hello (fwd) (FWD)|HELLO|true",
        "Re[2]: Hello|HELLO|true",
        "[list] Hello|HELLO|false",
        "[list] [other] Re: Hello|HELLO|true",
        "[only]|[ONLY]|false",
        "[fwd: [Fwd: Hello]]|HELLO|true",
        "=?utf-8?q?Re=3A_gr=C3=BCn?=|GR\u00dcN|true",
        "Regarding: x|REGARDING: X|false",
        "Fw: x|X|true",
        "Re:|''|true",
      })
  void baseSubjectIsThatOfRfc5256(String subject, String base, boolean reply) {
    assertThat(BaseSubject.of(subject)).isEqualTo(new BaseSubject(base, reply));
  }

  @Test
  void referencesComeFromReferencesOrInReplyTo() {
    ThreadingKeys keys =
        keys(
            "Message-ID: <c@x>\r\nReferences: <a@x>\r\n <b@x> junk <a@x>\r\nIn-Reply-To: <z@x>\r\n");
    assertThat(keys.messageId()).isEqualTo("c@x");
    assertThat(keys.references()).containsExactly("a@x", "b@x");
    assertThat(keys("In-Reply-To: Your message <z@x> of <y@x>\r\n").references())
        .containsExactly("z@x");
    assertThat(keys("Subject: x\r\n").messageId()).isNull();
    StringBuilder many = new StringBuilder("References:");
    for (int i = 0; i < 1000; i++) {
      many.append(" <").append(i).append("@x>\r\n");
    }
    assertThat(keys(many.toString()).references())
        .hasSize(ThreadingKeys.MAX_REFERENCES)
        .endsWith("999@x");
  }

  private static ThreadingKeys keys(String header) {
    return ThreadingKeys.of(HeaderParser.parse(header.getBytes(UTF_8)));
  }
}
