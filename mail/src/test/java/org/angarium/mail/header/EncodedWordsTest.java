package org.angarium.mail.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodedWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "plain#plain",
        "=?ISO-8859-1?Q?a?=#a",
        "=?ISO-8859-1?Q?a?= b#a b",
        "=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=#ab",
        "x =?utf-8?q?=E4=B8?= =?UTF-8?q?=AD?= y#x \u4e2d y",
        "=?utf-8?B?5Lg=?= =?utf-8?B?rQ==?=#\u4e2d",
        "=?utf-8*en?q?a_b?=#a b",
        "=?utf-8?q?a b?=#a b",
        "=?nonsense?q?gr=FCn?=#gr\u00fcn",
        "=?us-ascii?q?gr=FCn?=#gr\u00fcn",
        "=?utf-8?q?=41=4?=#A=4",
        "=?utf-8?x?a?=#=?utf-8?x?a?=",
        "=?utf-8?q?a#=?utf-8?q?a",
        "=??q?a?=#=??q?a?=",
        "=?utf-8?q??=#",
        "=?=?=?#=?=?=?",
        "=?gb2312?B?1tDOxA==?=#\u4e2d\u6587",
        "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=#\u65e5\u672c",
        "=?utf-7?q?+AOQ-x?=#\u00e4x",
        "a=?utf-8?q?b?=c#abc",
        "=?utf-8?Q?Hi_\ud83d\ude00?=#Hi \ud83d\ude00",
        "=?iso-8859-1?Q?caf=E9_\ud83d\ude00_\u00e9?=#caf\u00e9 \ud83d\ude00 \u00e9",
        "=?iso-2022-jp?Q?=1B$BF|\ud83d\ude00?=#\u65e5\ud83d\ude00",
        "=?utf-8?Q?=F0=9F?= =?utf-8?Q?=98=80?=#\ud83d\ude00",
        "=?utf-8?Q?=F0=9F?= \ud83d\ude00 =?utf-8?Q?=98=80?=#\ufffd \ud83d\ude00 \ufffd\ufffd",
        "=?utf-8?B?SGk\ud83d\ude00?=#=?utf-8?B?SGk\ud83d\ude00?=",
        "=?utf-8?B?SG*k?=#=?utf-8?B?SG*k?=",
        "=?utf-8?B?SGk=SGk=?=#HiHi",
        "=?utf-8?B?S G\tk?=#Hi",
        "=?\ud83d\ude00?Q?a=41?=#aA",
        "=?../../etc?Q?a=41?=#aA",
        "=?utf-8\ud83d?Q?a=41?=#aA",
      })
  void decodes(String text, @org.jspecify.annotations.Nullable String expected) {
    assertThat(EncodedWords.decode(text)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void everyTextReadsBack() {
    for (long seed = 0; seed < 10_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(150); i > 0; i--) {
        text.appendCodePoint(
            switch (random.nextInt(5)) {
              case 0 -> 0x1f600 + random.nextInt(50);
              case 1 -> 0xa0 + random.nextInt(0x3000);
              case 2 -> "=?_ \t\"".charAt(random.nextInt(6));
              default -> ' ' + random.nextInt(95);
            });
      }
      String encoded = EncodedWords.encode(text.toString());
      assertThat(EncodedWords.decode(encoded)).as("seed %d", seed).isEqualTo(text.toString());
      for (String word : encoded.split(" ", -1)) {
        if (word.startsWith("=?UTF-8?")) {
          assertThat(word.length()).as("seed %d", seed).isLessThanOrEqualTo(75);
        }
      }
    }
  }
}
