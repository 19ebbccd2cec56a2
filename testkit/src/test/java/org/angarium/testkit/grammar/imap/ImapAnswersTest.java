package org.angarium.testkit.grammar.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.angarium.testkit.grammar.GrammarFault;
import org.angarium.testkit.grammar.GrammarFaults;
import org.angarium.testkit.grammar.Script;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader of IMAP answers takes what the RFCs show and refuses each kind of wrong octet. */
class ImapAnswersTest {
  static final String GREETED = "S: * OK ready\n";
  static final String LOGGED_IN = GREETED + "C: a LOGIN joe secret\nS: a OK done\n";
  static final String SELECTED =
      LOGGED_IN
          + """
          C: b SELECT INBOX
          S: * 172 EXISTS
          S: * 1 RECENT
          S: * OK [UNSEEN 12] Message 12 is first unseen
          S: * OK [UIDVALIDITY 3857529045] UIDs valid
          S: * OK [UIDNEXT 4392] Predicted next UID
          S: * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)
          S: * OK [PERMANENTFLAGS (\\Deleted \\Seen \\*)] Limited
          S: b OK [READ-WRITE] SELECT completed
          """;

  /** A session in a state. */
  static ImapConversation after(String script) {
    ImapConversation conversation = new ImapConversation();
    Script.play(conversation, script);
    return conversation;
  }

  private static String before(String state) {
    return switch (state) {
      case "new" -> "";
      case "greeted" -> GREETED;
      case "in" -> LOGGED_IN;
      case "selected" -> SELECTED;
      case "condstore" -> SELECTED + "C: e ENABLE CONDSTORE\nS: * ENABLED CONDSTORE\nS: e OK x\n";
      case "qresync" -> SELECTED + "C: e ENABLE QRESYNC\nS: * ENABLED QRESYNC\nS: e OK x\n";
      default -> throw new IllegalArgumentException(state);
    };
  }

  /**
   * One row of a table: the state, the command (perhaps none), the answer.
   *
   * @param answer with ▶ before the first octet that is not allowed
   */
  private record Row(String state, String command, String answer) {
    static Row of(String line) {
      int first = line.indexOf('|');
      int second = line.indexOf('|', first + 1);
      int last = line.lastIndexOf(" | ");
      return new Row(
          line.substring(0, first).strip(),
          line.substring(first + 1, second).strip(),
          line.substring(second + 2, last >= second ? last : line.length()));
    }

    ImapConversation begun() {
      ImapConversation conversation = after(before(state));
      if (!command.isEmpty()) {
        Script.play(conversation, "C: c " + command);
      }
      return conversation;
    }
  }

  static String[] right() throws IOException {
    return lines("right.txt");
  }

  static String[] wrong() throws IOException {
    return lines("wrong.txt");
  }

  private static String[] lines(String resource) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ImapAnswersTest.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toArray(String[]::new);
    }
  }

  @ParameterizedTest
  @MethodSource("right")
  void whatTheStandardsShowIsTaken(String line) {
    Row row = Row.of(line);
    assertThatCode(() -> Script.hear(row.begun(), Script.octets(row.answer() + "\\r\\n")))
        .doesNotThrowAnyException();
    // And so it is octet by octet.
    Script.play(row.begun(), "S: " + row.answer(), 1);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void theFirstWrongOctetIsTold(String line) {
    Row row = Row.of(line);
    String rule = line.substring(line.lastIndexOf(" | ") + 3).strip();
    assertThat(line.chars().filter(c -> c == '▶').count()).isEqualTo(1);
    byte[] upTo = Script.octets(row.answer().substring(0, row.answer().indexOf('▶')));
    byte[] all = Script.octets(row.answer().replace("▶", "") + "\\r\\n");
    GrammarFault fault =
        Assertions.catchThrowableOfType(GrammarFault.class, () -> Script.hear(row.begun(), all));
    GrammarFaults.drain();
    assertThat(fault).as(line).isNotNull();
    assertThat(fault.rule()).contains(rule);
    assertThat(fault.position()).as(fault.getMessage()).isEqualTo(upTo.length);
  }

  /** Outside of literals there is no place for any of these, wherever it is put. */
  @ParameterizedTest
  @MethodSource("right")
  void octetsThatNoRuleAllowsAreRefusedInEveryPlace(String line) {
    Row row = Row.of(line);
    byte[] right = Script.octets(row.answer() + "\\r\\n");
    int literal = row.answer().contains("}\\r\\n") ? row.answer().indexOf("}\\r\\n") : right.length;
    for (int at = 0; at < Math.min(literal, right.length); at++) {
      for (int octet : new int[] {0, 0x80, 0xFF, '\n', '\r'}) {
        byte[] wrong = right.clone();
        wrong[at] = (byte) octet;
        // A CR in place of any other octet, and then no LF.
        boolean same = right[at] == (byte) octet;
        GrammarFault fault =
            Assertions.catchThrowableOfType(
                GrammarFault.class, () -> Script.hear(row.begun(), wrong));
        GrammarFaults.drain();
        if (same) {
          assertThat(fault).isNull();
        } else {
          assertThat(fault).as("octet %s is %s in %s", at, octet, line).isNotNull();
          assertThat(fault.position()).as(fault.getMessage()).isBetween(0, at + 1);
        }
      }
    }
  }

  /** As long as an answer has no end it is neither taken nor refused. */
  @ParameterizedTest
  @MethodSource("right")
  void anAnswerIsNotTakenBeforeItsEnd(String line) {
    Row row = Row.of(line);
    byte[] right = Script.octets(row.answer() + "\\r\\n");
    for (int length = 0; length < right.length; length++) {
      ImapConversation conversation = row.begun();
      conversation.received(right, 0, length);
      byte[] end = {0};
      if (!row.answer().contains("}\\r\\n")) {
        assertThat(
                Assertions.catchThrowableOfType(
                    GrammarFault.class, () -> conversation.received(end, 0, 1)))
            .as("after %s of %s", length, line)
            .isNotNull();
        GrammarFaults.drain();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Continuations, where the client has more to send.
        GREETED + "C: a LOGIN {3}\nS: + go on\nC: joe {6}\nS: + go on\nC: secret\nS: a OK x",
        GREETED + "C: a AUTHENTICATE PLAIN\nS: + \nC: AGpvZQBzZWNyZXQ=\nS: a OK x",
        GREETED + "C: a AUTHENTICATE X\nS: + YWJj\nC: YQ==\nS: + YWI=\nC: YQ==\nS: a NO x",
        SELECTED + "C: c IDLE\nS: + idling\nS: * 173 EXISTS\nS: * 1 EXPUNGE\nC: DONE\nS: c OK x",
        // A literal that is refused, and one that is dropped.
        LOGGED_IN + "C: c APPEND INBOX {99}\nS: c NO [TOOBIG] x\nC: d NOOP\nS: d OK x",
        LOGGED_IN + "C: c APPEND INBOX {5+}\nS: c NO x\nC! ab\\ncd\nC: \nC: d NOOP\nS: d OK x",
        // Pipelined; what comes belongs to the first that has no answer.
        SELECTED
            + "C: c STATUS x (MESSAGES)\nC: d NOOP\nS: * STATUS x (MESSAGES 1)\nS: c OK x\n"
            + "S: * 1 EXPUNGE\nS: d OK x",
        // An untagged BAD answers what has no tag.
        GREETED + "C: \nS: * BAD x\nC: a NOOP\nS: a OK x",
        SELECTED + "C: c SELECT x\nS: * OK [CLOSED] x\nS: c NO x\nC: d NOOP\nS: d OK x",
        LOGGED_IN + "C: z LOGOUT\nS: * BYE x\nS: z OK x",
        "S: * BYE overloaded",
        "S: * PREAUTH welcome\nC: a SELECT nowhere\nS: a NO [NONEXISTENT] none",
        SELECTED
            + "C: c UID MOVE 42:43 x\nS: * OK [COPYUID 432 42:43 1202:1203] x\n"
            + "S: * 22 EXPUNGE\nS: * 22 EXPUNGE\nS: c OK x",
      })
  void conversationsThatAreInOrder(String script) {
    assertThatCode(() -> after(script)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GREETED + "C: a NOOP\nS: b OK x",
        GREETED + "C: a NOOP\nS: a OK x\nS: a OK x",
        GREETED + "C: a NOOP\nS: + go on",
        GREETED + "C: a NOOP\nC: b NOOP\nS: b OK x",
        GREETED + "S: * 1 EXISTS",
        LOGGED_IN + "S: * FLAGS (\\Seen)",
        LOGGED_IN + "C: c LIST \"\" *\nS: * LSUB () \"/\" x",
        LOGGED_IN + "C: c AUTHENTICATE X\nS: + go",
        SELECTED + "C: c FETCH 1 FLAGS\nS: * 1 EXPUNGE",
        SELECTED + "C: c SEARCH ALL\nS: * SEARCH\nS: * 1 EXPUNGE",
        SELECTED + "S: * 1 EXPUNGE",
        SELECTED + "C: c NOOP\nS: * 171 EXISTS",
        SELECTED + "C: c UNSELECT\nS: c OK x\nC: d NOOP\nS: * 1 EXPUNGE",
        SELECTED + "C: c FETCH 1 FLAGS\nS: * 173 FETCH (FLAGS ())",
        SELECTED + "C: c EXPUNGE\nS: * 172 EXPUNGE\nS: * 172 EXPUNGE",
        LOGGED_IN + "C: b SELECT INBOX\nS: * 1 EXISTS\nS: b OK [READ-WRITE] x",
        LOGGED_IN + "C: c STATUS x (MESSAGES)\nS: c OK x",
        LOGGED_IN + "C: z LOGOUT\nS: z OK x",
        LOGGED_IN + "C: c IDLE\nS: + x\nS: c OK x\nC: DONE\nC: d NOOP\nS: d OK x",
      })
  void answersOutOfPlaceAreRefused(String script) {
    assertThat(Assertions.catchThrowableOfType(GrammarFault.class, () -> after(script)))
        .as(script)
        .isNotNull();
    GrammarFaults.drain();
  }

  @Test
  void afterAFaultNothingIsTakenAnyMore() {
    ImapConversation conversation = after(GREETED);
    byte[] wrong = Script.octets("*  OK");
    byte[] right = Script.octets("* OK x\\r\\n");
    for (byte[] each : new byte[][] {wrong, right}) {
      assertThat(
              Assertions.catchThrowableOfType(
                  GrammarFault.class, () -> Script.hear(conversation, each)))
          .isNotNull();
    }
    assertThat(GrammarFaults.drain()).hasSize(1);
  }
}
