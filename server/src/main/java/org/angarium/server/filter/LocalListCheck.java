package org.angarium.server.filter;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.smtp.EnhancedStatusCode;

/**
 * The administrator's own lists. The list of allowed senders comes before that of blocked ones. A
 * blocked sender is refused at RCPT; an allowed one gets a score that outweighs all others.
 */
final class LocalListCheck implements Check {
  private static final double ALLOWED = -100;
  private static final EnhancedStatusCode REFUSED = EnhancedStatusCode.parse("5.7.1");
  private static final int MOST_NAMES = 5;

  private final DnsResolver dns;
  private final LocalList block;
  private final LocalList allow;
  private final Phase phase;

  private LocalListCheck(DnsResolver dns, LocalList block, LocalList allow, Phase phase) {
    this.dns = dns;
    this.block = block;
    this.allow = allow;
    this.phase = phase;
  }

  /** One check refuses recipients, the other scores messages; none if the lists are empty. */
  static List<Check> both(DnsResolver dns, LocalList block, LocalList allow) {
    return block.isEmpty() && allow.isEmpty()
        ? List.of()
        : List.of(
            new LocalListCheck(dns, block, allow, Phase.RCPT),
            new LocalListCheck(dns, block, allow, Phase.DATA));
  }

  @Override
  public String name() {
    return "LOCAL_LIST";
  }

  @Override
  public Phase phase() {
    return phase;
  }

  @Override
  public boolean mayRefuse() {
    return true;
  }

  @Override
  public boolean quick() {
    return !block.needsHost() && !allow.needsHost();
  }

  @Override
  public Outcome check(Facts facts, List<Proof> before) {
    List<String> hosts = quick() ? List.of() : hosts(facts);
    boolean one = phase == Phase.RCPT;
    String allowed = allow.match(facts, hosts, one);
    if (allowed != null) {
      return one
          ? Outcome.NOTHING
          : Outcome.of(
              new Finding(
                  "LOCAL_LIST_ALLOWED",
                  ALLOWED,
                  Words.plain(allowed),
                  "The sender is on this site's list of those who are allowed."));
    }
    String blocked = one ? block.match(facts, hosts, true) : null;
    return blocked == null
        ? Outcome.NOTHING
        : Outcome.of(
            new Finding(
                "LOCAL_LIST_BLOCKED",
                0,
                Words.plain(blocked),
                "The message is on this site's list of what is blocked."),
            new Verdict.Reject(
                REFUSED, "Refused by the policy of this site", "blocked by " + blocked));
  }

  /** The client's names that lead back to it. */
  private List<String> hosts(Facts facts) {
    InetAddress client = facts.client();
    List<String> confirmed = new ArrayList<>();
    if (client != null && dns.ptr(client) instanceof DnsAnswer.Found<String> found) {
      for (String name : found.records().subList(0, Math.min(MOST_NAMES, found.records().size()))) {
        DnsAnswer<? extends InetAddress> addresses =
            client.getAddress().length == 4 ? dns.a(name) : dns.aaaa(name);
        if (addresses.recordsOrNone().contains(client)) {
          confirmed.add(name);
        }
      }
    }
    return confirmed;
  }
}
