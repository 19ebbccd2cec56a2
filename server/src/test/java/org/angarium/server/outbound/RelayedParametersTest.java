package org.angarium.server.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.angarium.server.outbound.OutboundBench.BODY;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.smtp.SmtpCommand;
import org.angarium.mail.smtp.SmtpCommandParser;
import org.angarium.mail.smtp.SmtpLimits;
import org.angarium.store.queue.NewQueueRecipient;
import org.angarium.testkit.smtp.ScriptedSmtpPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is passed on of the parameters that a message came with (RFC 3461, RFC 6533). */
@Timeout(300)
class RelayedParametersTest {
  @TempDir Path folder;
  private OutboundBench bench;
  private ScriptedSmtpPeer peer;

  @BeforeEach
  void open() throws Exception {
    bench = new OutboundBench(folder);
    peer = bench.peer();
    // Each message is to see the extensions anew.
    bench.settings =
        bench.settings.withConcurrency(
            new ConcurrencySettings(10, 1, 1, 1, 100, 0, Duration.ofMinutes(5)));
    bench.domain("there.test", 1).start();
  }

  @AfterEach
  void nothingIsWrongWithTheQueue() throws Exception {
    bench.stop();
    assertThat(bench.verify()).isEmpty();
    bench.close();
  }

  private String relayed(String original, String... extensions) throws Exception {
    peer.extensions(extensions);
    NewQueueRecipient recipient =
        new NewQueueRecipient(EmailAddress.parse("bob@there.test"), Set.of("FAILURE"), original);
    bench.send(BODY.getBytes(UTF_8), "ann@here.test", List.of(recipient), true, false, null);
    bench.awaitEmptyQueue();
    return peer.received().getLast().recipients().getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rfc822;bob@there.test | rfc822;bob@there.test",
        "rfc822;a+b=c@there.test | rfc822;a+2Bb+3Dc@there.test",
        "utf-8;j\u00fcrg@there.test | utf-8;j\\x{FC}rg@there.test",
        "rfc822;j\u00fcrg@there.test | utf-8;j\\x{FC}rg@there.test",
        "utf-8;a+b=c\\d@there.test | utf-8;a\\x{2B}b\\x{3D}c\\x{5C}d@there.test",
        "utf-8;\ud83d\ude00@there.test | utf-8;\\x{1F600}@there.test",
        "x400;/G=a/S=b/ | x400;/G+3Da/S+3Db/"
      })
  void theOriginalRecipientIsPassedOnInAFormThatEveryHostReads(String original, String sent)
      throws Exception {
    for (String[] extensions : new String[][] {{"DSN"}, {"DSN", "SMTPUTF8"}}) {
      String parameters = relayed(original, extensions);
      assertThat(parameters).isEqualTo("<bob@there.test> NOTIFY=FAILURE ORCPT=" + sent);
      byte[] command = ("RCPT TO:" + parameters).getBytes(UTF_8);
      assertThat(SmtpCommandParser.parse(command, SmtpLimits.DEFAULT))
          .isInstanceOf(SmtpCommand.Rcpt.class);
    }
    assertThat(relayed(original, "SMTPUTF8")).isEqualTo("<bob@there.test>");
  }

  /** RFC 3461 §4.2: the value has a bound; it only annotates, so a longer one is left out. */
  @Test
  void anOriginalRecipientThatIsTooLongIsNotPassedOn() throws Exception {
    // "rfc822;" and the address are 500 characters, and then one more.
    String address = "x".repeat(489) + "@x.t";
    assertThat(relayed("rfc822;" + address, "DSN")).endsWith("ORCPT=rfc822;" + address);
    assertThat(relayed("rfc822;x" + address, "DSN")).isEqualTo("<bob@there.test> NOTIFY=FAILURE");
  }
}
