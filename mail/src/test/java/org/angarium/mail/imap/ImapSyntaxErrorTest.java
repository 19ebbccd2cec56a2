package org.angarium.mail.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.angarium.mail.imap.ImapSyntaxException.Kind;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and how: with the tag where there is one, and in bounded time and stack. */
class ImapSyntaxErrorTest {
  private final ImapParser parser = new ImapParser(ImapLimits.DEFAULT);

  private ImapSyntaxException refused(String command) {
    byte[] bytes = (command + "\r\n").getBytes(ISO_8859_1);
    ImapSyntaxException refusal =
        catchThrowableOfType(ImapSyntaxException.class, () -> parser.parse(bytes, bytes.length));
    assertThat(refusal).as(command.substring(0, Math.min(80, command.length()))).isNotNull();
    assertThat(refusal.text()).isNotBlank().matches("[\\x20-\\x7e]+");
    return refusal;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a ",
        "a LOGIN",
        "a LOGIN x",
        "a LOGIN \"x y",
        "a LOGIN \"x\\y\" z",
        "a LOGIN {5}\r\nab",
        "a LOGIN {9999999999}\r\nab",
        "a SELECT",
        "a SELECT x (FOO)",
        "a SELECT x y",
        "a FETCH 0 FLAGS",
        "a FETCH 1:4294967296 FLAGS",
        "a FETCH 1, FLAGS",
        "a FETCH 1 ()",
        "a FETCH 1 (FLAGS",
        "a FETCH 1 BODY[",
        "a FETCH 1 BODY[1.]",
        "a FETCH 1 BODY[0]",
        "a FETCH 1 BODY[MIME]",
        "a FETCH 1 BODY[HEADER.FIELDS ()]",
        "a FETCH 1 BODY[HEADER.FIELDS (a b]",
        "a FETCH 1 BODY[]<1>",
        "a FETCH 1 BODY[]<1.0>",
        "a FETCH 1 BINARY[TEXT]",
        "a FETCH 1 FLAGS (VANISHED)",
        "a STORE 1 FLAG \\Seen",
        "a STORE 1 +FLAGS (a b",
        "a SEARCH",
        "a SEARCH OR SEEN",
        "a SEARCH ()",
        "a SEARCH (SEEN",
        "a SEARCH SINCE 1-Foo-2020",
        "a SEARCH YOUNGER 0",
        "a SEARCH RETURN (SOME) ALL",
        "a STATUS x (FOO)",
        "a LIST \"\"",
        "a LIST (RECURSIVEMATCH) \"\" *",
        "a ID (\"a\")",
        "a COPY 1",
        "a NOOP now",
        "a APPEND x \"text\"",
      })
  void malformedCommandsCarryTheirTag(String command) {
    ImapSyntaxException refusal = refused(command);
    if (command.startsWith("a ")) {
      assertThat(refusal.tag()).isEqualTo("a");
    }
  }

  @Test
  void unknownCommandsAreNamed() {
    assertThat(refused("a FOO bar"))
        .satisfies(refusal -> {
          assertThat(refusal.kind()).isEqualTo(Kind.UNKNOWN_COMMAND);
          assertThat(refusal.text()).isEqualTo("Unknown command FOO");
        });
    assertThat(refused("a UID FOO").kind()).isEqualTo(Kind.UNKNOWN_COMMAND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "+ x", "(", "* OK", "\u0001"})
  void withoutATagTheAnswerIsUntagged(String line) {
    assertThat(refused(line).tag()).isNull();
  }

  private Undoable undoable(String search) throws ImapSyntaxException {
    byte[] bytes = (search + "\r\n").getBytes(ISO_8859_1);
    ImapCommand.Search command = (ImapCommand.Search) parser.parse(bytes, bytes.length).command();
    return ((SearchKey.CannotSearch) command.key()).why();
  }

  @Test
  void unknownCharsetIsNoFaultOfSyntax() throws Exception {
    assertThat(undoable("a SEARCH CHARSET X-MARS TEXT x").code()).startsWith("BADCHARSET (");
    assertThat(undoable("a SEARCH CHARSET {2+}\r\n\u00ff\u00fe SEEN").code())
        .startsWith("BADCHARSET (");
    assertThat(refused("a SEARCH CHARSET X-MARS TEXT").kind()).isEqualTo(Kind.SYNTAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OR ", "NOT ", "("})
  void deepSearchesAreRefusedWithoutDeepRecursion(String step) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThat(undoable("a SEARCH " + step.repeat(100_000) + "SEEN").code())
                .isEqualTo("LIMIT"));
  }

  @Test
  void wideSearchesAreRefused() throws Exception {
    assertThat(undoable("a SEARCH" + " SEEN".repeat(100_000)).code()).isEqualTo("LIMIT");
  }

  @Test
  void aMillionRangesAreRefused() {
    StringBuilder set = new StringBuilder("a FETCH 1");
    for (int i = 1; i < 1_000_000; i++) {
      set.append(',').append(2 * i);
    }
    assertThat(refused(set + " FLAGS").kind()).isEqualTo(Kind.LIMIT);
  }

  @Test
  void aTagOfTenKilobytesIsNoTag() {
    assertThat(refused("t".repeat(10_240) + " NOOP"))
        .satisfies(refusal -> {
          assertThat(refusal.kind()).isEqualTo(Kind.LIMIT);
          assertThat(refusal.tag()).isNull();
        });
  }

  @Test
  void otherListsAreBounded() {
    assertThat(refused("a FETCH 1 (" + "UID ".repeat(10_000) + "UID)").kind())
        .isEqualTo(Kind.LIMIT);
    StringBuilder flags = new StringBuilder("a STORE 1 FLAGS (x");
    for (int i = 0; i < 10_000; i++) {
      flags.append(" x").append(i);
    }
    assertThat(refused(flags + ")").kind()).isEqualTo(Kind.LIMIT);
    assertThat(refused("a LIST \"\" (" + "x ".repeat(10_000) + "x)").kind()).isEqualTo(Kind.LIMIT);
    assertThat(refused("a FETCH 1 BODY[" + "1.".repeat(10_000) + "1]").kind())
        .isEqualTo(Kind.LIMIT);
    assertThat(refused("a LIST \"\" " + "x".repeat(10_000)).kind()).isEqualTo(Kind.LIMIT);
    assertThat(refused("a LOGIN " + "{1}\r\nx ".repeat(5_000)).kind()).isNotNull();
  }

  @Test
  void nulInALiteralIsRefused() {
    assertThat(refused("a LOGIN {3}\r\na\0b c").kind()).isEqualTo(Kind.SYNTAX);
  }
}
