package org.angarium.mail.imap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Responses are what the grammar reads back. */
class ImapWriterTest {
  private final ImapWriter out = new ImapWriter();

  private String written() {
    String text = new String(out.array(), 0, out.length(), UTF_8);
    out.clear(0);
    return text;
  }

  @Test
  void datesAreThoseOfTheCalendar() {
    DateTimeFormatter format =
        DateTimeFormatter.ofPattern("\"dd-MMM-uuuu HH:mm:ss +0000\"", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long second = random.nextLong(-60_000_000_000L, 250_000_000_000L);
      out.dateTime(second);
      assertThat(written())
          .as("seed %d", seed)
          .isEqualTo(format.format(Instant.ofEpochSecond(second)));
    }
  }

  @Test
  void numbers() {
    for (long value : new long[] {0, 9, 10, 99, 100, 4294967295L, Long.MAX_VALUE}) {
      assertThat(writtenNumber(value)).isEqualTo(Long.toString(value));
    }
  }

  private String writtenNumber(long value) {
    out.number(value);
    return written();
  }

  @Test
  void stringsAreReadBack() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(8); n > 0; n--) {
        text.append("ab \"\\{}()%*\r\nü€]NIL".charAt(random.nextInt(19)));
      }
      out.astring(text.toString());
      byte[] bytes = written().getBytes(UTF_8);
      ImapScanner in = new ImapScanner(bytes, bytes.length, ImapLimits.DEFAULT);
      assertThat(in.astring("text")).as("seed %d", seed).asString(UTF_8).isEqualTo(text.toString());
      assertThat(in.atEnd()).isTrue();
    }
  }

  @Test
  void mailboxNames() {
    out.mailbox("Entwürfe");
    assertThat(written()).isEqualTo("Entw&APw-rfe");
    out.mailbox("a \"b\"");
    assertThat(written()).isEqualTo("\"a \\\"b\\\"\"");
    out.mailbox("~x");
    assertThat(written()).isEqualTo("~x");
    out.mailbox("NIL");
    assertThat(written()).isEqualTo("\"NIL\"");
  }

  @Test
  void mailboxNamesAreReadAsTheyWereWritten() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String letters = "ab~[]&-+,./ \"\\{}()%*\tüß€\u0000\u007f😀";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int n = random.nextInt(9); n > 0; n--) {
        int at =
            letters.offsetByCodePoints(
                0, random.nextInt(letters.codePointCount(0, letters.length())));
        name.appendCodePoint(letters.codePointAt(at));
      }
      out.mailbox(name.toString());
      byte[] bytes = written().getBytes(UTF_8);
      ImapScanner in = new ImapScanner(bytes, bytes.length, ImapLimits.DEFAULT);
      assertThat(in.mailbox())
          .as("seed %d", seed)
          .isEqualTo(new MailboxArgument.Name(name.toString()));
      assertThat(in.atEnd()).isTrue();
    }
  }

  @Test
  void octetsAreWrittenAsAStringThatMayHoldThem() {
    out.astring(new byte[] {'a', ']'});
    assertThat(written()).isEqualTo("\"a]\"");
    out.astring(new byte[] {'a', '\r'});
    assertThat(written()).isEqualTo("{2}\r\na\r");
    out.astring(new byte[0]);
    assertThat(written()).isEqualTo("\"\"");
  }

  @Test
  void setsAreWrittenInShort() {
    out.set(UidSet.builder().add(1, 3).add(7).add(9, 10).build());
    assertThat(written()).isEqualTo("1:3,7,9:10");
  }
}
