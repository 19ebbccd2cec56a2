package org.angarium.mail.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentTypeFieldTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name=a.txt|a.txt|name",
        "name=\"a b.txt\"|a b.txt|name",
        "name=\"a\\\"b\"|a\"b|name",
        "name=a b.txt|a|name",
        "name*=utf-8''gr%C3%BCn|gr\u00fcn|name*",
        "name*=utf-8'de'gr%C3%BCn|gr\u00fcn|name*",
        "name*0=a; name*1=b; name*2=c|abc|name",
        "name*2=c; name*0=a; name*1=b|abc|name",
        "name*0=a; name*2=c|a|name",
        "name*0*=iso-8859-1''gr%FC; name*1=\"n%\"; name*2*=%FC|gr\u00fcn%\u00fc|name*",
        "name=old; name*=utf-8''n%C3%ABw|n\u00ebw|name*",
        "name=\"=?utf-8?Q?gr=C3=BCn?=\"|gr\u00fcn|name",
        "name==?utf-8?Q?gr=C3=BCn?=|gr\u00fcn|name",
        "name*=gr%C3%BCn|gr\u00fcn|name*",
        "name=first; name=second|first|name",
        "(c) name (c) = (c) x (c)|x|name",
        "name=\"un;closed|un;closed|name",
        "NAME=x;;;|x|name",
      })
  void readsParameters(String parameters, String value, String wireName) {
    ContentTypeField type =
        Objects.requireNonNull(
            ContentTypeField.parse("Text/Plain; " + parameters, HeaderLimits.DEFAULT));
    assertThat(type.is("text", "plain")).isTrue();
    assertThat(type.parameters().value("Name")).isEqualTo(value);
    assertThat(type.parameters().parameters().getFirst().wireName()).isEqualTo(wireName);
  }

  @ParameterizedTest
  @CsvSource({"text", "/plain", "text/", "''", ";", "=", "text plain"})
  void typeNeedsTwoNames(String text) {
    assertThat(ContentTypeField.parse(text, HeaderLimits.DEFAULT)).isNull();
  }

  @Test
  void joinsNoMoreThanTheLimits() {
    StringBuilder text = new StringBuilder("text/plain");
    for (int i = 0; i < 100_000; i++) {
      text.append("; name*").append(i).append("=abcdefghij");
    }
    ContentTypeField type =
        Objects.requireNonNull(ContentTypeField.parse(text.toString(), HeaderLimits.DEFAULT));
    assertThat(type.parameters().value("name"))
        .isEqualTo("abcdefghij".repeat(HeaderLimits.DEFAULT.maxParameters()));
  }
}
