package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.engine.memory.MemoryEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each name is one domain, however it is written, and never another one (RFC 5891). */
class InternationalDomainTest {
  @TempDir Path folder;
  private SmtpFixture fixture;
  private Account sharp;
  private Account plain;

  @BeforeEach
  void open() throws Exception {
    fixture = new SmtpFixture(new MemoryEngine(), folder);
    assertThat(fixture.directory.createDomain("Stra\u00dfe.test").name())
        .isEqualTo("xn--strae-oqa.test");
    fixture.directory.createDomain("strasse.test");
    fixture.directory.createDomain("b\u00fccher.test");
    sharp = account("max@stra\u00dfe.test");
    plain = account("max@strasse.test");
    account("max@xn--bcher-kva.test");
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private Account account(String address) throws Exception {
    return fixture.directory.createAccount(
        NewAccount.user(SmtpFixture.address(address)),
        SmtpFixture.PASSWORD.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void deliversToTheDomainThatWasNamed() throws Exception {
    SmtpFixture.talk(
        fixture.listen(SmtpFixture.settings(SmtpRole.MX)),
        """
        S: 220 *
        C: EHLO c.test
        S~ 250 *
        C: MAIL FROM:<> SMTPUTF8
        S: 250 *
        C: RCPT TO:<max@STRAẞE.test>
        S: 250 *
        C: RCPT TO:<max@BÜCHER.test>
        S: 250 *
        C: RCPT TO:<max@Bu\u0308cher.test>
        S: 250 *
        C: RCPT TO:<max@bücher。test>
        S: 250 *
        C: RCPT TO:<max@xn--BCHER-kva.test>
        S: 250 *
        C: RCPT TO:<max@straße.test.>
        S: 501 5.1.3 *
        C: RCPT TO:<max@straße.other.test>
        S: 550 5.7.1 *
        C: RCPT TO:<max@str\u200daße.test>
        S: 501 5.1.3 *
        C: RCPT TO:<max@straße.xn--a>
        S: 501 5.1.3 *
        C: BDAT 15 LAST
        C: Subject: note
        S: 250 *
        """);
    assertThat(fixture.inbox(sharp)).hasSize(1);
    assertThat(fixture.inbox(sharp).getFirst()).contains("Delivered-To: max@xn--strae-oqa.test");
    assertThat(fixture.store.mailboxes().find(plain.id(), "INBOX"))
        .hasValueSatisfying(inbox -> assertThat(inbox.messages()).isZero());
  }
}
