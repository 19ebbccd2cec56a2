package org.angarium.server.filter;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.FilterEvent;
import org.jspecify.annotations.Nullable;

/**
 * One list that is asked by DNS (RFC 5782). Once an hour it is asked for its test points (§5): a
 * list that lists what must never be listed, or does not list what always is, is out of order. It
 * is set aside until it passes, and the administrator is told.
 */
final class DnsListCheck implements Check {
  private static final Duration BETWEEN_TESTS = Duration.ofHours(1);
  private static final int NIBBLE = 4;

  private final DnsResolver dns;
  private final DnsList list;
  private final EventSink events;

  // Guarded by this; no question is asked under the lock.
  private boolean tested;
  private long testedAt;
  private @Nullable String fault;

  DnsListCheck(DnsResolver dns, DnsList list, EventSink events) {
    this.dns = dns;
    this.list = list;
    this.events = events;
  }

  @Override
  public String name() {
    return "DNS_LIST";
  }

  @Override
  public Phase phase() {
    return list.byDomain() ? Phase.MAIL : Phase.CONNECT;
  }

  @Override
  public Outcome check(Facts facts, List<Proof> before) {
    String subject = subject(facts);
    if (subject == null) {
      return Outcome.NOTHING;
    }
    DnsAnswer<Inet4Address> answer = dns.a(subject + "." + list.zone());
    if (answer instanceof DnsAnswer.Unanswered<Inet4Address>(String reason)) {
      return Outcome.of(
          finding("NOT_KNOWN", 0, reason, "The list " + list.zone() + " did not answer."));
    }
    Double score = null;
    String said = "";
    for (Inet4Address each : answer.recordsOrNone()) {
      String code = each.getHostAddress();
      // RFC 5782 §2.1; and 127.255.255.0/24 is where lists tell askers that they are refused.
      if (code.startsWith("127.") && !code.startsWith("127.255.255.")) {
        double its = list.scoreOf(code);
        score = score == null || Math.abs(its) > Math.abs(score) ? its : score;
        said = said + (said.isEmpty() ? "" : " ") + code;
      }
    }
    // A healthy list says "not listed" most of the time: only what counts has it tested.
    String wrong = score == null ? null : fault();
    if (wrong != null) {
      return Outcome.of(
          finding(
              "SET_ASIDE",
              0,
              list.zone() + ": " + wrong,
              "The list " + list.zone() + " is out of order and does not count."));
    }
    return score == null
        ? Outcome.NOTHING
        : Outcome.of(
            finding(
                score < 0 ? "ALLOWED" : "LISTED",
                score,
                list.zone() + ": " + said,
                (list.byDomain() ? "The sender's domain" : "The client's address")
                    + " is on the list "
                    + list.zone()
                    + "."));
  }

  private @Nullable String subject(Facts facts) {
    EmailAddress sender = facts.sender();
    InetAddress client = facts.client();
    if (list.byDomain()) {
      return sender == null || sender.isAddressLiteral() ? null : sender.canonical().domain();
    }
    return client == null ? null : reversed(client);
  }

  /** RFC 5782 §2.1, §2.4. */
  static String reversed(InetAddress address) {
    byte[] octets = address.getAddress();
    StringBuilder name = new StringBuilder();
    for (int i = octets.length - 1; i >= 0; i--) {
      int octet = octets[i] & 0xff;
      if (octets.length == 4) {
        name.append(octet);
      } else {
        name.append(Character.forDigit(octet & 0xf, 16)).append('.');
        name.append(Character.forDigit(octet >> NIBBLE, 16));
      }
      name.append(i == 0 ? "" : ".");
    }
    return name.toString();
  }

  /** What is wrong with the list; null for nothing. Tested once in a while. */
  private @Nullable String fault() {
    synchronized (this) {
      if (tested && System.nanoTime() - testedAt < BETWEEN_TESTS.toNanos()) {
        return fault;
      }
    }
    DnsAnswer<Inet4Address> never =
        dns.a((list.byDomain() ? "invalid." : "1.0.0.127.") + list.zone());
    DnsAnswer<Inet4Address> always =
        dns.a((list.byDomain() ? "test." : "2.0.0.127.") + list.zone());
    String found = null;
    if (never instanceof DnsAnswer.Found<?>) {
      found = "it lists everything";
    } else if (always instanceof DnsAnswer.NoSuchName<?>
        || always instanceof DnsAnswer.NoRecords<?>) {
      found = "it does not list its test entry";
    } else if (!(always instanceof DnsAnswer.Found<?>)
        || never instanceof DnsAnswer.Unanswered<?>) {
      return "its test entries are not answered";
    }
    boolean news;
    synchronized (this) {
      news = (fault == null) != (found == null);
      tested = true;
      testedAt = System.nanoTime();
      fault = found;
    }
    if (news) {
      events.emit(
          found == null
              ? new FilterEvent.ListTakenBack(list.zone())
              : new FilterEvent.ListSetAside(list.zone(), found));
    }
    return found;
  }

  private Finding finding(String what, double score, String evidence, String text) {
    return new Finding(name() + "_" + what, score, Words.plain(evidence), Words.plain(text));
  }
}
