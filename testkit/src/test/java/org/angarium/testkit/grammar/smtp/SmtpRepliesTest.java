package org.angarium.testkit.grammar.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.angarium.testkit.grammar.GrammarFault;
import org.angarium.testkit.grammar.GrammarFaults;
import org.angarium.testkit.grammar.Script;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader of SMTP and LMTP replies takes what RFC 5321 shows and refuses what it does not. */
class SmtpRepliesTest {
  private static final String GREETED = "S: 220 mx.example.com Service ready\n";
  private static final String HELLO =
      GREETED
          + """
          C: EHLO client.example
          S: 250-mx.example.com greets client.example
          S: 250-SIZE 1000
          S: 250-SMTPUTF8
          S: 250 ENHANCEDSTATUSCODES
          """;
  private static final String TRANSACTION =
      HELLO
          + """
          C: MAIL FROM:<a@b.test>
          S: 250 2.1.0 Ok
          C: RCPT TO:<c@d.test>
          S: 250 2.1.5 Ok
          """;
  private static final String LMTP =
      """
      S: 220 mx.example.com LMTP
      C: LHLO c.test
      S: 250-mx.example.com
      S: 250 ENHANCEDSTATUSCODES
      C: MAIL FROM:<>
      S: 250 2.1.0 Ok
      C: RCPT TO:<a@d.test>
      S: 250 2.1.5 Ok
      C: RCPT TO:<x@d.test>
      S: 550 5.1.1 No
      C: RCPT TO:<b@d.test>
      S: 250 2.1.5 Ok
      """;

  private static SmtpConversation after(String script) {
    SmtpConversation conversation = new SmtpConversation();
    Script.play(conversation, script);
    return conversation;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S: 220 xyz.com Simple Mail Transfer Service Ready",
        "S: 220-xyz.com ESMTP\nS: 220-be nice\nS: 220",
        "S: 220 [192.0.2.1] hi",
        "S: 554 5.7.1 No SMTP service here",
        "S: 421 4.3.2 mx.example.com shutting down",
        GREETED + "C: HELO c\nS: 250 mx.example.com\nC: NOOP\nS: 250 OK",
        GREETED + "C: EHLO c\nS: 250 mx.example.com\nC: NOOP\nS: 250",
        HELLO + "C: NOOP\nS: 250 2.0.0 Ok\nC: RSET\nS: 250 2.0.0",
        HELLO + "C: HELP\nS: 214-2.0.0 one\nS: 214-2.0.0 two\nS: 214 2.0.0 three",
        HELLO + "C: FOO\nS: 500 5.5.2 What?\nC: QUIT\nS: 221 2.0.0 Bye",
        HELLO + "C: AUTH PLAIN\nS: 334 \nC: YQ==\nS: 535 5.7.8 No\nC: NOOP\nS: 250 2.0.0 Ok",
        HELLO + "C: AUTH PLAIN YQ==\nS: 235 2.7.0 Yes",
        HELLO + "C: VRFY x\nS: 252 2.0.0 Perhaps",
        HELLO + "C: MAIL FROM:<\\xc3\\xa9@b.test> SMTPUTF8\nS: 250 2.1.0 <\\xc3\\xa9@b.test> ok",
        HELLO + "S: 421 4.4.2 Timeout",
        HELLO + "C! NOOP\\nNOOP\\r\\n\nS: 500 5.5.2 Bare\nS: 250 2.0.0 Ok",
        HELLO
            + "C: BDAT 3\nC! abc\nS: 503 5.5.1 No\nC! BDAT 2\\r\\nNONOOP\\r\\n\n"
            + "S: 503 5.5.1 No\nS: 250 2.0.0 Ok",
        TRANSACTION + "C: DATA\nS: 354 Go on\nC: a: b\nC: \nC: x\nC: .\nS: 250 2.0.0 Taken",
        TRANSACTION + "C: DATA\nS: 354 Go on\nC: .\nS: 554 5.6.0 Empty\nC: NOOP\nS: 250 2.0.0 Ok",
        TRANSACTION + "C: DATA\nC: x\nC: .\nC: NOOP\nS: 354 Go\nS: 250 2.0.0 Ok\nS: 250 2.0.0 Ok",
        TRANSACTION + "C: BDAT 2\nC! hi\nS: 250 2.0.0 Ok\nC: BDAT 0 LAST\nS: 250 2.0.0 Ok",
        TRANSACTION + "C: DATA\nS: 354 Go on\nC: x\nS: 421 4.4.2 Too slow",
        LMTP
            + "C: DATA\nS: 354 Go\nC: x\nC: .\nS: 250 2.0.0 Ok\nS: 452 4.2.2 Full\n"
            + "C: NOOP\nS: 250 2.0.0 Ok",
        LMTP + "C! BDAT 1 LAST\\r\\nx\nS: 250 2.0.0 Ok\nS: 250 2.0.0 Ok\nC: QUIT\nS: 221 2.0.0 x",
      })
  void repliesInOrderAreTaken(String script) {
    assertThatCode(() -> after(script)).doesNotThrowAnyException();
    assertThatCode(() -> Script.play(new SmtpConversation(), script, 1)).doesNotThrowAnyException();
  }

  /** The reply has ▶ before the first octet that is not allowed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          new    | ''        | ▶120 x                            | Reply-code
          new    | ''        | ▶250 mx.example.com               | that answers CONNECTION
          new    | ''        | 2▶60 x                            | Reply-code
          new    | ''        | 22▶x                              | Reply-code
          new    | ''        | 220▶x                             | Reply-line
          new    | ''        | 220 ▶-x.test                      | Domain
          new    | ''        | 220 a▶_b.test                     | Domain
          new    | ''        | 220 mx.example.com caf▶\\xe9      | textstring
          hello  | NOOP      | 250 ▶Ok                           | status code
          hello  | NOOP      | 250 ▶5.0.0 Ok                     | class of the reply
          hello  | NOOP      | 250 2▶ Ok                         | status-code
          hello  | NOOP      | 250 2.0▶ Ok                       | status-code
          hello  | NOOP      | 250 2.0.0▶-Ok                     | status-code
          hello  | NOOP      | 250 2.0.0▶1 Ok                    | status-code
          hello  | NOOP      | 250 2.123▶4.0 Ok                  | status-code
          hello  | NOOP      | 250▶                              | in every line
          hello  | NOOP      | 250 2.0.0 Ok▶\\n                  | textstring
          hello  | NOOP      | 250 2.0.0 Ok\\r▶                  | Reply-line
          hello  | NOOP      | 250 2.0.0 O▶\\0                   | textstring
          hello  | NOOP      | 250 2.0.0 ▶\\xc3\\xa9             | textstring
          hello  | NOOP      | ▶354 x                            | that answers COMMAND
          hello  | NOOP      | ▶221 2.0.0 x                      | that answers COMMAND
          hello  | HELP      | 214-2.0.0 a\\r\\n21▶5 2.0.0 b     | same code
          hello  | HELP      | 214-2.0.0 a\\r\\n214 ▶2.0.1 b     | same status code
          hello  | HELP      | 214-2.0.0 a\\r\\n214▶b            | in every line
          hello  | EHLO c    | 250-mx.test\\r\\n250 ▶_X          | ehlo-line
          hello  | EHLO c    | 250-mx.test\\r\\n250 SIZE▶=1      | Reply-line
          hello  | EHLO c    | 250-mx.test\\r\\n250 SIZE ▶ 1     | ehlo-param
          hello  | EHLO c    | 250-mx.test\\r\\n250-A\\r\\n250 ▶a | once
          hello  | EHLO c    | 250▶                              | ehlo-ok-rsp
          hello  | FOO       | ▶250 2.0.0 x                      | that answers COMMAND
          hello  | ''        | ▶250 2.0.0 x                      | that answers NONE
          trans  | DATA      | ▶250 2.0.0 x                      | that answers COMMAND
          trans  | QUIT      | ▶250 2.0.0 x                      | that answers COMMAND
          """)
  void theFirstWrongOctetIsTold(String state, String command, String reply, String rule) {
    String before =
        switch (state) {
          case "new" -> "";
          case "hello" -> HELLO;
          default -> TRANSACTION;
        };
    SmtpConversation conversation =
        after(before + (command.isEmpty() ? "" : "C: " + command + "\n"));
    int position = Script.octets(reply.substring(0, reply.indexOf('▶'))).length;
    byte[] bytes = Script.octets(reply.replace("▶", "") + "\\r\\n");
    GrammarFault fault =
        Assertions.catchThrowableOfType(GrammarFault.class, () -> Script.hear(conversation, bytes));
    GrammarFaults.drain();
    assertThat(fault).as(reply).isNotNull();
    assertThat(fault.rule()).contains(rule);
    assertThat(fault.position()).as(fault.getMessage()).isEqualTo(position);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HELLO + "C: NOOP\nS: 250 2.0.0 Ok\nS: 250 2.0.0 Ok",
        TRANSACTION + "C: DATA\nS: 354 Go\nC: x\nS: 250 2.0.0 Ok",
        TRANSACTION + "C: DATA\nS: 354 Go\nC: x\nC! .\\n\nS: 250 2.0.0 Ok",
        TRANSACTION + "C: DATA\nS: 354 Go\nC: x\nC: .\nS: 354 Go",
        TRANSACTION + "C: DATA\nS: 354 Go\nC: x\nC: .\nS: 250 2.0.0 Ok\nS: 250 2.0.0 Ok",
        LMTP + "C: DATA\nS: 354 Go\nC: .\nS: 250 2.0.0 Ok\nC: QUIT\nS: 221 2.0.0 Bye",
        LMTP + "C: DATA\nS: 354 Go\nC: .\nS: 250 2.0.0 a\nS: 250 2.0.0 b\nS: 250 2.0.0 c",
        HELLO + "C: MAIL FROM:<\\xc3\\xa9@b.test> SMTPUTF8\nS: 250 2.1.0 \\xe9",
        HELLO
            + "C: MAIL FROM:<a@b> SMTPUTF8\nS: 250 2.1.0 x\nC: RSET\nS: 250 2.0.0 x\n"
            + "C: NOOP\nS: 250 2.0.0 \\xc3\\xa9",
      })
  void repliesOutOfOrderAreRefused(String script) {
    assertThat(Assertions.catchThrowableOfType(GrammarFault.class, () -> after(script)))
        .as(script)
        .isNotNull();
    GrammarFaults.drain();
  }

  @ParameterizedTest
  @ValueSource(ints = {511, 512, 513})
  void aReplyLineHasFiveHundredAndTwelveOctets(int length) {
    SmtpConversation conversation = after(HELLO + "C: NOOP\n");
    byte[] line =
        Script.octets("250 2.0.0 " + "x".repeat(length - "250 2.0.0 \r\n".length()) + "\\r\\n");
    GrammarFault fault =
        Assertions.catchThrowableOfType(GrammarFault.class, () -> Script.hear(conversation, line));
    GrammarFaults.drain();
    assertThat(fault == null).isEqualTo(length <= 512);
  }
}
