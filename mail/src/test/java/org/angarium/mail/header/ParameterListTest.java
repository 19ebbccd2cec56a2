package org.angarium.mail.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterListTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "n=a|a",
        "n=\"a b\"|a b",
        "n*=utf-8''%F0%9F%98%80|\ud83d\ude00",
        "n*=utf-8''\ud83d\ude00|\ud83d\ude00",
        "n*=iso-8859-1''\ud83d\ude00%E9|\ud83d\ude00\u00e9",
        "n*=iso-8859-1'en'%E9|\u00e9",
        "n*=''%E9|\u00e9",
        "n*=%E9|\u00e9",
        "n*=nonsense''%E9|\u00e9",
        "n*=../../x''%C3%A9|\u00e9",
        "n*=utf-8''%|%",
        "n*=utf-8''%4|%4",
        "n*=utf-8''%4x|%4x",
        "n*=utf-8''a%25b|a%b",
        "n*0*=utf-8''%F0%9F; n*1*=%98%80|\ud83d\ude00",
        "n*1*=%98%80; n*0*=utf-8''%F0%9F|\ud83d\ude00",
        "n*0=a; n*1=b|ab",
        "n*0=a; n*2=c|a",
        "n*0*=utf-8''%41; n*1=%42|A%42",
        "n*0=%41; n*1*=%42|%41B",
        "n=a; n*=utf-8''b|b",
        "n=\"\ud83d\ude00\"|\ud83d\ude00",
        "n=\ud83d\ude00|\ud83d\ude00",
        "n=\"=?utf-8?Q?=F0=9F=98=80?=\"|\ud83d\ude00",
        "n=\"=?utf-8?Q?\ud83d\ude00?=\"|\ud83d\ude00",
        "n*99999999999999999999=a; n=b|b",
        "n*-1=a; n=b|b",
        "n*x=a; n=b|b",
      })
  void values(String parameters, String value) {
    assertThat(ParameterList.of("x/y; " + parameters, HeaderLimits.DEFAULT).value("n"))
        .isEqualTo(value);
  }

  @Test
  void anyTextHasParametersOrNone() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "n*=0123'\"\\%F98;: ()utf-8?=a\r\n\ud83d\ude00\u00e9\u0000";
    for (int round = 0; round < 50_000; round++) {
      StringBuilder text = new StringBuilder("a/b;");
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      ParameterList list = ParameterList.of(text.toString(), HeaderLimits.DEFAULT);
      for (ParameterList.Parameter parameter : list.parameters()) {
        assertThat(parameter.value()).as("seed %d: %s", seed, text).isNotNull();
      }
    }
  }
}
