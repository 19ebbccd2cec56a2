package org.angarium.server.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.dns.CachingDnsResolver;
import org.angarium.server.dns.DnsSettings;
import org.angarium.server.event.Event;
import org.angarium.server.event.FilterEvent;
import org.angarium.testkit.dns.LoopbackDns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found of client and sender, with questions to a real DNS. */
@Timeout(300)
class SenderChecksTest {
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private LoopbackDns dns;

  @BeforeEach
  void publish() throws Exception {
    dns =
        LoopbackDns.start()
            .add("7.2.0.192.in-addr.arpa", "PTR", "mx.good.test.")
            .add("mx.good.test", "A", "192.0.2.7")
            .add("good.test", "MX", "10 mx.good.test.")
            .add("8.2.0.192.in-addr.arpa", "PTR", "mx.good.test.")
            .add("9.2.0.192.in-addr.arpa", "PTR", "silent.test.")
            .trouble("silent.test", LoopbackDns.Trouble.SERVFAIL)
            .add("host.test", "A", "192.0.2.9")
            .add("nullmx.test", "MX", "0 .")
            .add("empty.test", "TXT", "\"nothing else\"");
  }

  @AfterEach
  void close() throws Exception {
    dns.close();
  }

  private Chain chain(FilterSettings.Senders senders) {
    return Chain.of(
        FilterSettings.NOTHING.withSenders(senders).withBudget(Duration.ofMinutes(2)),
        "mx.example.test",
        domain -> domain.equals("example.test"),
        new CachingDnsResolver(
            DnsSettings.DEFAULT.withServers(List.of(dns.address())), InstantSource.system()),
        InstantSource.system(),
        events::add);
  }

  private static Facts facts(String client, String helo, String sender, String... recipients) {
    return Trial.facts(
        "From: a@author.test\n\nHello.\n".getBytes(StandardCharsets.US_ASCII),
        InetAddress.ofLiteral(client),
        helo,
        sender == null ? null : EmailAddress.parse(sender),
        List.of(recipients).stream().map(EmailAddress::parse).toList());
  }

  private Judgement judged(String client, String helo, String sender) throws Exception {
    return chain(FilterSettings.Senders.USUAL)
        .tryOut(facts(client, helo, sender, "b@example.test"));
  }

  private static List<String> names(Judgement judgement) {
    return judgement.findings().stream().map(Finding::name).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, CLIENT_NAME_CONFIRMED",
    "192.0.2.8, CLIENT_NAME_UNCONFIRMED",
    "192.0.2.9, CLIENT_NAME_NOT_KNOWN",
    "192.0.2.10, CLIENT_NAME_NONE",
    "2001:db8::1, CLIENT_NAME_NONE"
  })
  void theClientsNameMustLeadBackToIt(String client, String found) throws Exception {
    assertThat(names(judged(client, "mx.good.test", "a@good.test"))).containsExactly(found);
  }

  @ParameterizedTest
  @CsvSource({
    "mx.good.test, -",
    "MX.Good.Test, -",
    "[192.0.2.7], HELO_LITERAL",
    "[192.0.2.8], HELO_OTHER_ADDRESS",
    "192.0.2.7, HELO_NO_NAME",
    "localhost, HELO_UNQUALIFIED",
    "mx.example.test, HELO_OURS",
    "gone.test, HELO_NO_SUCH_NAME",
    "silent.test, HELO_NOT_KNOWN",
    "what?, HELO_NO_NAME"
  })
  void theGreetingMustBeANameOfAHost(String helo, String found) throws Exception {
    List<String> names = names(judged("192.0.2.7", helo, "a@good.test"));
    assertThat(names.getFirst()).isEqualTo("CLIENT_NAME_CONFIRMED");
    assertThat(names.size() == 1 ? "-" : names.getLast()).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({
    "a@good.test, -",
    "a@host.test, -",
    "a@gone.test, SENDER_DOMAIN_NO_SUCH_NAME",
    "a@nullmx.test, SENDER_DOMAIN_NULL_MX",
    "a@empty.test, SENDER_DOMAIN_NO_HOST",
    "a@silent.test, SENDER_DOMAIN_NOT_KNOWN",
    "a@host, SENDER_DOMAIN_UNQUALIFIED",
    "a@[192.0.2.7], SENDER_DOMAIN_LITERAL"
  })
  void aReportMustBeAbleToReachTheSender(String sender, String found) throws Exception {
    List<String> names = names(judged("192.0.2.7", "mx.good.test", sender));
    assertThat(names.size() == 1 ? "-" : names.getLast()).isEqualTo(found);
    Judgement strict =
        chain(new FilterSettings.Senders(true, true, LocalList.NONE, LocalList.NONE, List.of()))
            .tryOut(facts("192.0.2.7", "mx.good.test", sender));
    boolean refused = found.matches("SENDER_DOMAIN_(NO_SUCH_NAME|NULL_MX|NO_HOST|UNQUALIFIED)");
    assertThat(strict.verdict() instanceof Verdict.Reject).isEqualTo(refused);
  }

  @Test
  void reportsForSeveralAndForgedSendersOfOursAreFound() throws Exception {
    Chain chain = chain(FilterSettings.Senders.USUAL);
    assertThat(
            names(chain.tryOut(facts("192.0.2.7", "mx.good.test", null, "b@x.test", "c@x.test"))))
        .contains("NULL_SENDER_MANY");
    assertThat(names(chain.tryOut(facts("192.0.2.7", "mx.good.test", null, "b@x.test"))))
        .doesNotContain("NULL_SENDER_MANY");
    dns.add("example.test", "MX", "10 mx.good.test.");
    assertThat(names(chain.tryOut(facts("192.0.2.7", "mx.good.test", "b@example.test"))))
        .contains("OWN_SENDER_FORGED");
    dns.add("example.test", "TXT", "\"v=spf1 ip4:192.0.2.7 -all\"");
    Chain proving =
        Chain.of(
            FilterSettings.DEFAULT.withBudget(Duration.ofMinutes(2)),
            "mx.example.test",
            domain -> domain.equals("example.test"),
            new CachingDnsResolver(
                DnsSettings.DEFAULT.withServers(List.of(dns.address())), InstantSource.system()),
            InstantSource.system(),
            events::add);
    assertThat(names(proving.tryOut(facts("192.0.2.7", "mx.good.test", "b@example.test"))))
        .contains("SPF_PASS")
        .doesNotContain("OWN_SENDER_FORGED");
  }

  @ParameterizedTest
  @CsvSource({
    "ip:192.0.2.0/29, true",
    "ip:192.0.2.8/29, false",
    "ip:2001:db8::/32, false",
    "helo:good.test, true",
    "helo:ood.test, false",
    "host:good.test, true",
    "host:mx.good, false",
    "domain:good.test, true",
    "sender:A@good.test, true",
    "sender:b@good.test, false",
    "user:a, true",
    "recipient:b@example.test, true",
    "recipient:example.test, true",
    "recipient:other.test, false"
  })
  void aListOfOnesOwnBlocksOrAllows(String entry, boolean matches) throws Exception {
    LocalList list = LocalList.of(List.of(entry));
    Facts facts = facts("192.0.2.7", "mx.good.test", "a@good.test", "b@example.test");
    var blocking = new FilterSettings.Senders(false, false, list, LocalList.NONE, List.of());
    assertThat(chain(blocking).tryOut(facts).verdict() instanceof Verdict.Reject)
        .isEqualTo(matches);
    LocalList all = LocalList.of(List.of("domain:good.test"));
    var allowing = new FilterSettings.Senders(false, false, all, list, List.of());
    assertThat(chain(allowing).tryOut(facts).verdict().takes()).isEqualTo(matches);
  }

  @Test
  void postmasterAndAbuseAreReachableByThoseWhoAreBlocked() throws Exception {
    LocalList list = LocalList.of(List.of("domain:good.test"));
    var blocking = new FilterSettings.Senders(false, false, list, LocalList.NONE, List.of());
    Judgement judgement =
        chain(blocking).tryOut(facts("192.0.2.7", "mx.good.test", "a@good.test", "b@x.test"));
    assertThat(judgement.verdict(EmailAddress.parse("Abuse@x.test")).takes()).isTrue();
    assertThat(judgement.verdict(EmailAddress.parse("b@x.test")).takes()).isFalse();
  }

  private Judgement listed(String list, String client, String sender) throws Exception {
    var senders =
        new FilterSettings.Senders(
            false, false, LocalList.NONE, LocalList.NONE, List.of(DnsList.of(list)));
    return chain(senders).tryOut(facts(client, "mx.good.test", sender));
  }

  @Test
  void listsAreAskedByDnsAndTheirAnswersWeighed() throws Exception {
    dns.add("2.0.0.127.bl.test", "A", "127.0.0.2")
        .add("7.2.0.192.bl.test", "A", "127.0.0.4")
        .add("8.2.0.192.bl.test", "A", "192.0.2.1")
        .add("9.2.0.192.bl.test", "A", "127.255.255.254")
        .add("test.dbl.test", "A", "127.0.0.2")
        .add("good.test.dbl.test", "A", "127.0.0.2")
        .add("1.0.0.0." + "0.".repeat(20) + "8.b.d.0.1.0.0.2.bl.test", "A", "127.0.0.2");
    Judgement bad = listed("bl.test ip 3 127.0.0.4=2.5", "192.0.2.7", "a@good.test");
    assertThat(names(bad)).containsExactly("DNS_LIST_LISTED");
    assertThat(bad.score()).isEqualTo(2.5);
    assertThat(bad.findings().getFirst().evidence()).isEqualTo("bl.test: 127.0.0.4");
    assertThat(listed("bl.test ip 3", "192.0.2.8", "a@good.test").findings()).isEmpty();
    assertThat(listed("bl.test ip 3", "192.0.2.9", "a@good.test").findings()).isEmpty();
    assertThat(listed("bl.test ip 3", "192.0.2.10", "a@good.test").findings()).isEmpty();
    assertThat(listed("bl.test ip 3", "2001:db8::1", "a@good.test").score()).isEqualTo(3);
    assertThat(names(listed("dbl.test domain -4", "192.0.2.7", "a@good.test")))
        .containsExactly("DNS_LIST_ALLOWED");
    assertThat(events).isEmpty();
  }

  @Test
  void aListThatListsEverythingOrNotItsTestEntryIsSetAside() throws Exception {
    dns.add("1.0.0.127.all.test", "A", "127.0.0.2")
        .add("2.0.0.127.all.test", "A", "127.0.0.2")
        .add("7.2.0.192.all.test", "A", "127.0.0.2")
        .add("7.2.0.192.dead.test", "A", "127.0.0.2")
        .add("7.2.0.192.mute.test", "A", "127.0.0.2")
        .trouble("2.0.0.127.mute.test", LoopbackDns.Trouble.SERVFAIL);
    Judgement all = listed("all.test ip 3", "192.0.2.7", "a@good.test");
    assertThat(names(all)).containsExactly("DNS_LIST_SET_ASIDE");
    assertThat(all.score()).isZero();
    assertThat(events.getLast())
        .isEqualTo(new FilterEvent.ListSetAside("all.test", "it lists everything"));
    assertThat(listed("dead.test ip 3", "192.0.2.7", "a@good.test").score()).isZero();
    assertThat(events.getLast())
        .isEqualTo(new FilterEvent.ListSetAside("dead.test", "it does not list its test entry"));
    assertThat(listed("mute.test ip 3", "192.0.2.7", "a@good.test").score()).isZero();
    assertThat(events).hasSize(2);
  }
}
