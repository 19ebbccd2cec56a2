package org.angarium.mail.imap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** APPEND up to its messages (RFC 9051 §6.3.12, RFC 3502, RFC 7888). */
class AppendParserTest {
  private final AppendParser parser = new AppendParser(ImapLimits.DEFAULT);

  private @Nullable AppendStart start(String command) throws ImapSyntaxException {
    byte[] bytes = (command + "\r\n").getBytes(US_ASCII);
    LiteralHeader literal =
        Objects.requireNonNull(LiteralHeader.atEndOf(bytes, 0, bytes.length - 2));
    assertThat(parser.isAppend(bytes, bytes.length)).isTrue();
    return parser.start(bytes, bytes.length, literal);
  }

  @Test
  void allParts() throws Exception {
    assertThat(
            start("A003 APPEND saved-messages (\\Seen $x) \" 7-Feb-1994 21:52:25 -0800\" {310+}"))
        .isEqualTo(
            new AppendStart(
                "A003",
                new MailboxArgument.Name("saved-messages"),
                new AppendMessage(
                    Set.of("\\Seen", "$x"),
                    Instant.parse("1994-02-08T05:52:25Z"),
                    new LiteralHeader(310, false, false),
                    null)));
    assertThat(start("a append INBOX ~{5}"))
        .isEqualTo(
            new AppendStart(
                "a",
                new MailboxArgument.Name("INBOX"),
                new AppendMessage(Set.of(), null, new LiteralHeader(5, true, true), null)));
  }

  @Test
  void theMailboxMayBeALiteralOfItsOwn() throws Exception {
    assertThat(start("a APPEND {5}")).isNull();
    AppendStart start = start("a APPEND {5}\r\na {3} () {7}");
    assertThat(Objects.requireNonNull(start).mailbox())
        .isEqualTo(new MailboxArgument.Name("a {3}"));
    assertThat(start.first().literal().size()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a APPEND x (\\Seen {5}",
        "a APPEND x \"1-Feb-1994\" {5}",
        "a APPEND x y {5}",
        "a APPEND x UTF8 (~{5}",
        "a APPEND x{5}"
      })
  void malformedFormsCarryTheTag(String command) {
    assertThatExceptionOfType(ImapSyntaxException.class)
        .isThrownBy(() -> start(command))
        .satisfies(refusal -> assertThat(refusal.tag()).isEqualTo("a"));
  }

  private @Nullable AppendMessage next(String line) throws ImapSyntaxException {
    byte[] bytes = (line + "\r\n").getBytes(US_ASCII);
    return parser.next("a", bytes, bytes.length, LiteralHeader.atEndOf(bytes, 0, bytes.length - 2));
  }

  @Test
  void moreMessagesOrTheEnd() throws Exception {
    assertThat(next("")).isNull();
    assertThat(next(" (\\Flagged) {12}"))
        .isEqualTo(
            new AppendMessage(Set.of("\\Flagged"), null, new LiteralHeader(12, true, false), null));
    assertThatExceptionOfType(ImapSyntaxException.class).isThrownBy(() -> next(" foo"));
    assertThatExceptionOfType(ImapSyntaxException.class).isThrownBy(() -> next("{5}"));
  }

  @Test
  void literalsAtTheEndOfALine() {
    assertThat(literal("x {0}")).isEqualTo(new LiteralHeader(0, true, false));
    assertThat(literal("x {4294967296+}")).isEqualTo(new LiteralHeader(4294967296L, false, false));
    assertThat(literal("x {99999999999999999999999}"))
        .isEqualTo(new LiteralHeader(Long.MAX_VALUE, true, false));
    assertThat(literal("x")).isNull();
    assertThat(literal("x {}")).isNull();
    assertThat(literal("}")).isNull();
    assertThat(literal("x {a}")).isNull();
    assertThat(literal("x \"{5}\"")).isNull();
  }

  private static @Nullable LiteralHeader literal(String line) {
    byte[] bytes = line.getBytes(US_ASCII);
    return LiteralHeader.atEndOf(bytes, 0, bytes.length);
  }
}
