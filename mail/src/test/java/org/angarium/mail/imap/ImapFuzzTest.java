package org.angarium.mail.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Commands grown from the grammar and then damaged: the parser answers with a command or with a
 * refusal, never with anything else.
 */
class ImapFuzzTest {
  private static final List<String> WORDS =
      List.of(
          "a",
          "LOGIN",
          "SELECT",
          "FETCH",
          "STORE",
          "SEARCH",
          "UID",
          "LIST",
          "STATUS",
          "APPEND",
          "COPY",
          "ID",
          "ENABLE",
          "RETURN",
          "CHARSET",
          "UTF-8",
          "OR",
          "NOT",
          "TEXT",
          "HEADER",
          "SINCE",
          "1-Feb-2020",
          "1:*",
          "2,4:7",
          "$",
          "*",
          "0",
          "4294967295",
          "99999999999999999999",
          "(",
          ")",
          "[",
          "]",
          "<",
          ">",
          ".",
          "\"",
          "\\",
          "{3}\r\nabc",
          "{3+}\r\nabc",
          "{99}\r\n",
          "~{2}\r\nab",
          "\"quoted\"",
          "&APw-",
          "&",
          "ü",
          "BODY[",
          "BODY.PEEK[1.2.HEADER.FIELDS (A B)]<0.9>",
          "BINARY.SIZE[1]",
          "FLAGS",
          "+FLAGS.SILENT",
          "\\Seen",
          "NIL",
          "\r\n",
          "\r",
          "\n",
          "\0",
          "MODSEQ",
          "CHANGEDSINCE",
          "UNCHANGEDSINCE",
          "QRESYNC",
          "CONDSTORE",
          "INBOX",
          "%",
          "MESSAGES",
          "CREATE",
          "USE");

  private static final List<String> SEEDS =
      List.of(
          "a UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (Date From)]<0.100>) (CHANGEDSINCE 5)",
          "a SEARCH RETURN (MIN ALL) CHARSET UTF-8 OR (FROM \"x\" NOT SEEN) TEXT {3}\r\nabc",
          "a LIST (SUBSCRIBED) \"\" (INBOX \"a/%\") RETURN (STATUS (MESSAGES))",
          "a STORE 2:4,7 (UNCHANGEDSINCE 12) +FLAGS (\\Seen $x)",
          "a SELECT \"Entw&APw-rfe\" (QRESYNC (1 2 3:4 (5 6)))",
          "a LOGIN {3}\r\nabc {4+}\r\nabcd",
          "a APPEND INBOX (\\Seen) \" 7-Feb-1994 21:52:25 -0800\" {310+}");

  @Test
  void nothingButCommandsAndRefusals() {
    run(System.nanoTime(), 2_000_000_000L);
  }

  @Test
  @Tag("long")
  void nothingButCommandsAndRefusalsForLong() {
    run(System.nanoTime(), 120_000_000_000L);
  }

  private static void run(long seed, long nanos) {
    Random random = new Random(seed);
    ImapParser parser = new ImapParser(ImapLimits.DEFAULT);
    AppendParser appends = new AppendParser(ImapLimits.DEFAULT);
    long end = System.nanoTime() + nanos;
    int accepted = 0;
    int refused = 0;
    while (System.nanoTime() < end) {
      byte[] bytes = damaged(random);
      try {
        parser.parse(bytes, bytes.length);
        accepted++;
      } catch (ImapSyntaxException e) {
        refused++;
        assertThat(e.text()).isNotEmpty();
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ": " + new String(bytes, ISO_8859_1), e);
      }
      LiteralHeader literal = LiteralHeader.atEndOf(bytes, 0, bytes.length);
      if (literal != null && appends.isAppend(bytes, bytes.length)) {
        try {
          appends.start(bytes, bytes.length, literal);
        } catch (ImapSyntaxException e) {
          refused++;
        }
      }
    }
    assertThat(accepted).as("seed %d", seed).isPositive();
    assertThat(refused).as("seed %d", seed).isPositive();
  }

  private static byte[] damaged(Random random) {
    StringBuilder text = new StringBuilder();
    if (random.nextBoolean()) {
      text.append(SEEDS.get(random.nextInt(SEEDS.size())));
      for (int n = random.nextInt(4); n > 0 && !text.isEmpty(); n--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.setCharAt(at, (char) random.nextInt(256));
          case 2 -> text.insert(at, WORDS.get(random.nextInt(WORDS.size())));
          default -> text.setLength(Math.max(1, at));
        }
      }
    } else {
      text.append("a");
      for (int n = random.nextInt(14); n > 0; n--) {
        text.append(random.nextInt(8) == 0 ? "" : " ")
            .append(WORDS.get(random.nextInt(WORDS.size())));
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }
}
