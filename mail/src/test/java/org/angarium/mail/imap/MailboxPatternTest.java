package org.angarium.mail.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9051 §6.3.9. */
class MailboxPatternTest {
  @ParameterizedTest
  @CsvSource({
    "*, a/b/c, true",
    "%, a, true",
    "%, a/b, false",
    "a/%, a/b, true",
    "a/%, a/b/c, false",
    "a/*, a, false",
    "a*, a, true",
    "%/b, a/b, true",
    "*b, a/bb, true",
    "inbox, INBOX, true",
    "inb%, INBOX, true",
    "Inbox/x, INBOX/x, true",
    "sent, Sent, false",
    "a%b%c, axbyc, true",
    "a%b%c, axb/c, false",
    "inbox*, inboxfoo, true",
    "inbox*, INBOX, true",
    "inbox*, INBOX/x, true",
    "inbox*, Inboxfoo, false",
    "INBOX*, inboxfoo, false",
    "inbox%, INBOX/x, false",
    "inbox/%, INBOX/x, true",
    "inbox/X, INBOX/x, false",
    "a/inbox, a/inbox, true",
    "a/inbox, a/INBOX, false",
    "*x, INBOX/x, true",
    "*BOX, INBOX, true",
    "*box, INBOX, true",
    "%box, mailbox, true",
    "ınbox, INBOX, false",
    "cafe\u0301*, caf\u00e9s, true",
    "'', '', true",
    "'', a, false",
  })
  void wildcards(String pattern, String name, boolean matches) {
    assertThat(new MailboxPattern(pattern).matches(name)).isEqualTo(matches);
  }

  @Test
  void agreesWithARegularExpression() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      String pattern = word(random, "ab/*%", 6);
      String name = word(random, "ab/", 7);
      Pattern regex = Pattern.compile(pattern.replace("*", ".*").replace("%", "[^/]*"));
      assertThat(new MailboxPattern(pattern).matches(name))
          .as("seed %d: %s on %s", seed, pattern, name)
          .isEqualTo(regex.matcher(name).matches());
    }
  }

  private static String word(Random random, String alphabet, int max) {
    StringBuilder word = new StringBuilder();
    for (int n = random.nextInt(max + 1); n > 0; n--) {
      word.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return word.toString();
  }

  @Test
  void hostilePatternsTakeNoLongTime() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThat(new MailboxPattern("*a%".repeat(1_300) + "b").matches("a".repeat(1_000)))
                .isFalse());
  }
}
