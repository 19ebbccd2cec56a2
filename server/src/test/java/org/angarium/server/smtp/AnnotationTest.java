package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.angarium.server.net.Listener;
import org.angarium.store.engine.memory.MemoryEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only annotates a message never costs it: names of clients, ORCPT, ENVID. */
class AnnotationTest {
  @TempDir Path folder;
  private SmtpFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new SmtpFixture(new MemoryEngine(), folder);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void takesAnOriginalRecipientAsPostfixWritesIt() throws Exception {
    SmtpFixture.talk(
        fixture.listen(SmtpFixture.settings(SmtpRole.MX)),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<a@elsewhere.test> SMTPUTF8 SIZE=0 ENVID=a+0D+0Ab
        S: 250 *
        C: RCPT TO:<bob@example.test> ORCPT=rfc822;j+C3+BCrg@example.test
        S: 250 *
        C: RCPT TO:<rob@example.test> ORCPT=utf-8;j\\\\x{FC}rg@example.test
        S: 250 *
        C: RCPT TO:<alice@example.test> ORCPT=x-no-such-type;a+00b
        S: 250 *
        C: RCPT TO:<alice@example.test> ORCPT=utf-8;jürg@example.test
        S: 250 *
        C: RCPT TO:<alice@example.test> ORCPT=rfc822;a+4
        S: 501 5.5.4 *
        C: RSET
        S: 250 *
        C: MAIL FROM:<a@elsewhere.test>
        S: 250 *
        C: RCPT TO:<alice@example.test> ORCPT=utf-8;jürg@example.test
        S: 250 *
        """);
  }

  @Test
  void reportsAnInternationalOriginalRecipientWithItsType() throws Exception {
    SmtpFixture.talk(
        fixture.listen(SmtpFixture.settings(SmtpRole.MX)),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<alice@example.test> SMTPUTF8
        S: 250 *
        C: RCPT TO:<bob@example.test> NOTIFY=SUCCESS ORCPT=rfc822;j+C3+BCrg@example.test
        S: 250 *
        C: BDAT 15 LAST
        C: Subject: note
        S: 250 *
        """);
    assertThat(fixture.inbox(fixture.alice))
        .singleElement()
        .asString()
        .contains("Original-Recipient: utf-8; j\\x{FC}rg@example.test");
  }

  @Test
  void aLongGreetingMakesNoLongLine() throws Exception {
    SmtpFixture.talk(
        fixture.listen(SmtpFixture.settings(SmtpRole.MX)),
        """
        S: 220 *
        C: EHLO %s
        S~ 250 *
        C: MAIL FROM:<>
        S: 250 *
        C: RCPT TO:<bob@example.test>
        S: 250 *
        C: BDAT 15 LAST
        C: Subject: note
        S: 250 *
        """
            .formatted("\u20ac ".repeat(400)));
    // RFC 5322 §2.1.1.
    assertThat(fixture.inbox(fixture.bob).getFirst().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(998));
  }

  /** RFC 5321 §4.1.4; the From clause of Received keeps its form (§4.4). */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "client.example|from client.example ([127.0.0.1])",
        "Client.EXAMPLE|from client.example ([127.0.0.1])",
        "[192.0.2.1]|from [192.0.2.1] ([127.0.0.1])",
        "192.0.2.1|from 192.0.2.1 ([127.0.0.1])",
        "mail.münchen.example|from mail.xn--mnchen-3ya.example ([127.0.0.1])",
        "MÜLLER-PC|from xn--mller-pc-65a ([127.0.0.1])",
        "Joe's-PC|from [127.0.0.1] ([127.0.0.1]) (greeting Joe's-PC)",
        "my_host|from [127.0.0.1] ([127.0.0.1]) (greeting my_host)",
        "[]|from [127.0.0.1] ([127.0.0.1]) (greeting [])",
        "2001:db8::1|from [127.0.0.1] ([127.0.0.1]) (greeting 2001:db8::1)",
        "a) by evil (b\\|from [127.0.0.1] ([127.0.0.1]) (greeting a+29+20by+20evil+20+28b+5C)",
        "pc.|from [127.0.0.1] ([127.0.0.1]) (greeting pc.)",
        "ü_ü|from [127.0.0.1] ([127.0.0.1]) (greeting +C3+BC_+C3+BC)",
      })
  void takesAnyGreetingAndRecordsItInGoodForm(String name, String from) throws Exception {
    Listener listener = fixture.listen(SmtpFixture.settings(SmtpRole.MX));
    SmtpFixture.talk(
        listener,
        """
        S: 220 *
        C: EHLO %s
        S~ 250 *
        C: MAIL FROM:<>
        S: 250 *
        C: RCPT TO:<bob@example.test>
        S: 250 *
        C: BDAT 15 LAST
        C: Subject: note
        S: 250 *
        """
            .formatted(name));
    List<String> inbox = fixture.inbox(fixture.bob);
    String header = inbox.getLast();
    String received = header.substring(header.indexOf("Received: ") + 10);
    assertThat(received.replaceAll("\r\n[\t ]", " ")).startsWith(from + " by mx.example.test");
    assertThat(received).contains("Subject: note");
  }
}
