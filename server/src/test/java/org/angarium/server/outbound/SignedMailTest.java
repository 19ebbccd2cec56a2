package org.angarium.server.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.angarium.server.outbound.OutboundBench.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimPolicy;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dkim.DkimVerifier;
import org.angarium.mail.header.HeaderParser;
import org.angarium.server.dns.CachingDnsResolver;
import org.angarium.server.dns.DnsSettings;
import org.angarium.server.signing.DnsRecord;
import org.angarium.server.signing.DomainRecords;
import org.angarium.server.signing.SigningKeys;
import org.angarium.store.directory.DirectoryLimits;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.directory.DomainKey;
import org.angarium.testkit.smtp.ReceivedMail;
import org.angarium.testkit.smtp.ScriptedSmtpPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signatures as the next host gets them, checked by what DNS says. */
@Timeout(300)
class SignedMailTest {
  private static final String HEADER =
      "From: Ann <ann@here.test>\r\nTo: bob@there.test\r\nSubject: signed\r\n"
          + "Message-ID: <1@here.test>\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\n";

  @TempDir Path folder;
  private OutboundBench bench;
  private SigningKeys keys;

  @BeforeEach
  void open() throws Exception {
    bench = new OutboundBench(folder);
    DirectoryStore directory = bench.store.directory(DirectoryLimits.DEFAULT, bench::now);
    directory.createDomain("here.test");
    keys = new SigningKeys(directory.keys(), resolver(), bench::now, bench.events::add);
    bench.signing(keys);
  }

  @AfterEach
  void close() throws Exception {
    bench.stop();
    assertThat(bench.eventsNamed("outbound.broken")).isZero();
    bench.close();
  }

  private CachingDnsResolver resolver() {
    return new CachingDnsResolver(
        DnsSettings.DEFAULT
            .withServers(List.of(bench.dns.address()))
            .withTimeout(Duration.ofMinutes(1)),
        bench::now);
  }

  private void publish() throws Exception {
    for (DomainKey key : keys.of("here.test")) {
      if (key.state() == DomainKey.State.WAITING) {
        bench.dns.add(SigningKeys.name(key), "TXT", 0, zone(key));
      }
    }
    bench.advance(Duration.ofMinutes(2)); // a "no" is remembered for one
  }

  private static String zone(DomainKey key) {
    StringBuilder strings = new StringBuilder();
    String text = key.record();
    for (int i = 0; i < text.length(); i += 255) {
      strings.append('"').append(text, i, Math.min(text.length(), i + 255)).append("\" ");
    }
    return strings.toString();
  }

  private List<DkimResult> verified(ReceivedMail mail) {
    byte[] content = mail.content();
    int body = mail.text().indexOf("\r\n\r\n") + 4;
    return new DkimVerifier(resolver(), DkimLimits.DEFAULT, DkimPolicy.DEFAULT)
        .verify(
            HeaderParser.parse(Arrays.copyOf(content, body)),
            Arrays.copyOfRange(content, body, content.length),
            bench.now().getEpochSecond());
  }

  private ReceivedMail sent(ScriptedSmtpPeer peer, byte[] message, boolean eightBit)
      throws Exception {
    bench.send(message, "ann@here.test", List.of(to("bob@there.test")), false, eightBit, null);
    bench.awaitEmptyQueue();
    return peer.received().getLast();
  }

  @Test
  void signsWithBothKeysOnceTheirRecordsAreSeen() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.domain("there.test", 1).start();
    byte[] message = (HEADER + "\r\nHello\r\n.dot\r\n\r\n").getBytes(UTF_8);
    keys.ensure("here.test");
    keys.look("here.test");
    assertThat(sent(peer, message, false).text()).doesNotContain("DKIM-Signature");

    publish();
    keys.look("here.test");
    ReceivedMail mail = sent(peer, message, false);
    assertThat(verified(mail))
        .hasSize(2)
        .allSatisfy(result -> {
          assertThat(result.passed()).as(result.toString()).isTrue();
          assertThat(result.domain()).isEqualTo("here.test");
        });
    assertThat(mail.mailFrom()).contains("SIZE=" + mail.content().length);
  }

  @Test
  void signsWhatIsReallySent() throws Exception {
    ScriptedSmtpPeer peer = bench.peer().extensions("PIPELINING", "SIZE"); // no 8BITMIME
    bench.domain("there.test", 1).start();
    keys.ensure("here.test");
    publish();
    keys.look("here.test");
    String text = "gr\u00fc\u00dfe und noch mehr\r\n".repeat(5_000);
    byte[] message =
        (HEADER
                + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: 8bit\r\n\r\n"
                + text
                + "no end of line")
            .getBytes(UTF_8);
    ReceivedMail mail = sent(peer, message, true);
    assertThat(mail.text()).doesNotContain("Content-Transfer-Encoding: 8bit");
    assertThat(verified(mail)).hasSize(2).allMatch(DkimResult::passed);
  }

  @Test
  void nobodyElsesMailIsSigned() throws Exception {
    ScriptedSmtpPeer peer = bench.peer();
    bench.domain("there.test", 1).start();
    keys.ensure("here.test");
    publish();
    keys.look("here.test");
    for (String from :
        List.of(
            "From: eve@elsewhere.test\r\n",
            "From: a@here.test, b@elsewhere.test\r\n",
            "From: ann@here.test\r\nFrom: eve@elsewhere.test\r\n",
            "Subject: nobody\r\n",
            "From: ann@sub.here.test\r\n")) {
      byte[] message = (from + "\r\nHello\r\n").getBytes(UTF_8);
      assertThat(sent(peer, message, false).text()).as(from).doesNotContain("DKIM-Signature");
    }
    bench.notOurs();
    byte[] forwarded = (HEADER + "\r\nHello\r\n").getBytes(UTF_8);
    assertThat(sent(peer, forwarded, false).text()).doesNotContain("DKIM-Signature");
  }

  @Test
  void aRotationHasNoGap() throws Exception {
    keys.ensure("here.test");
    publish();
    keys.look("here.test");
    assertThat(states()).containsExactly("e20261122 SIGNING", "r20261122 SIGNING");

    keys.rotate("here.test");
    keys.look("here.test");
    assertThat(states())
        .containsExactly(
            "e20261122 SIGNING", "e20261122b WAITING", "r20261122 SIGNING", "r20261122b WAITING");

    publish();
    keys.look("here.test");
    assertThat(states())
        .containsExactly(
            "e20261122 RETIRED", "e20261122b SIGNING", "r20261122 RETIRED", "r20261122b SIGNING");

    bench.advance(SigningKeys.RETIREMENT.minusMinutes(1));
    keys.look("here.test");
    assertThat(states()).hasSize(4);
    bench.advance(Duration.ofMinutes(2));
    keys.look("here.test");
    assertThat(states()).containsExactly("e20261122b SIGNING", "r20261122b SIGNING");
    assertThat(bench.eventsNamed("signing.key-made")).isEqualTo(4);
    assertThat(bench.eventsNamed("signing.key-in-use")).isEqualTo(4);
    assertThat(bench.eventsNamed("signing.key-retired")).isEqualTo(2);
    assertThat(bench.eventsNamed("signing.key-deleted")).isEqualTo(2);
  }

  private List<String> states() throws Exception {
    return keys.of("here.test").stream().map(key -> key.selector() + " " + key.state()).toList();
  }

  @Test
  void aKeyOfAnotherRecordDoesNotSign() throws Exception {
    keys.ensure("here.test");
    for (DomainKey key : keys.of("here.test")) {
      bench.dns.add(SigningKeys.name(key), "TXT", 0, "\"v=DKIM1; k=rsa; p=\"");
    }
    keys.look("here.test");
    assertThat(states()).containsExactly("e20261122 WAITING", "r20261122 WAITING");
  }

  @Test
  void saysWhatADomainNeedsInDnsAndWhatIsThere() throws Exception {
    DomainRecords records = new DomainRecords(keys, resolver(), "mail.here.test");
    keys.ensure("here.test");
    assertThat(records.of("here.test"))
        .extracting(DnsRecord::purpose, DnsRecord::status)
        .containsExactly(
            tuple("mx", DnsRecord.Status.MISSING),
            tuple("spf", DnsRecord.Status.MISSING),
            tuple("dkim", DnsRecord.Status.MISSING),
            tuple("dkim", DnsRecord.Status.MISSING),
            tuple("dmarc", DnsRecord.Status.MISSING));
    for (DnsRecord record : records.of("here.test")) {
      bench.dns.add(record.name(), record.type(), 0, record.value());
    }
    bench.dns.add("here.test", "TXT", 0, "\"something else\"");
    bench.advance(Duration.ofMinutes(2));
    DomainRecords later = new DomainRecords(keys, resolver(), "mail.here.test");
    assertThat(later.of("here.test"))
        .allSatisfy(record -> {
          assertThat(record.status()).as(record.toString()).isEqualTo(DnsRecord.Status.PUBLISHED);
          assertThat(record.found()).isNull();
        });
    assertThat(states()).containsExactly("e20261122 SIGNING", "r20261122 SIGNING");
    DomainRecords other = new DomainRecords(keys, resolver(), "mx2.here.test");
    assertThat(other.of("here.test").getFirst())
        .isEqualTo(
            new DnsRecord(
                "mx",
                "here.test",
                "MX",
                "10 mx2.here.test.",
                DnsRecord.Status.DIFFERENT,
                "10 mail.here.test."));
  }
}
