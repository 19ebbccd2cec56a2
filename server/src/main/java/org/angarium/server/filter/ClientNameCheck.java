package org.angarium.server.filter;

import java.net.InetAddress;
import java.util.List;
import org.angarium.mail.authres.MethodResult;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;

/**
 * Whether the client's address has a name, and the name leads back to the address (RFC 8601 §2.7.3,
 * RFC 1912 §2.1): what a mail server's operator sets up, and a taken-over machine does not have.
 */
final class ClientNameCheck implements Check {
  private static final double NO_NAME = 1.5;
  private static final double UNCONFIRMED = 1;

  /** Names of one address that are looked at. */
  private static final int MOST_NAMES = 5;

  private final DnsResolver dns;

  ClientNameCheck(DnsResolver dns) {
    this.dns = dns;
  }

  @Override
  public String name() {
    return "CLIENT_NAME";
  }

  @Override
  public Phase phase() {
    return Phase.CONNECT;
  }

  @Override
  public Outcome check(Facts facts, List<Proof> before) {
    InetAddress client = facts.client();
    if (client == null) {
      return Outcome.NOTHING;
    }
    String address = client.getHostAddress();
    return switch (dns.ptr(client)) {
      case DnsAnswer.Unanswered<String>(String reason) ->
          outcome(
              "NOT_KNOWN",
              0,
              reason,
              "DNS did not say the name of " + address + ".",
              "temperror",
              address);
      case DnsAnswer.NoRecords<String>(), DnsAnswer.NoSuchName<String>() ->
          outcome(
              "NONE",
              NO_NAME,
              address,
              "The address " + address + " has no name in DNS.",
              "permerror",
              address);
      case DnsAnswer.Found<String> found -> confirmed(found.records(), client, address);
    };
  }

  private Outcome confirmed(List<String> names, InetAddress client, String address) {
    boolean unanswered = false;
    for (String name : names.subList(0, Math.min(MOST_NAMES, names.size()))) {
      DnsAnswer<? extends InetAddress> addresses =
          client.getAddress().length == 4 ? dns.a(name) : dns.aaaa(name);
      if (addresses.recordsOrNone().contains(client)) {
        return outcome("CONFIRMED", 0, name, address + " is " + name + ".", "pass", address);
      }
      unanswered |= addresses instanceof DnsAnswer.Unanswered<?>;
    }
    String first = names.getFirst();
    return unanswered
        ? outcome(
            "NOT_KNOWN",
            0,
            first,
            "DNS did not say the address of " + first + ".",
            "temperror",
            address)
        : outcome(
            "UNCONFIRMED",
            UNCONFIRMED,
            first,
            "The name " + first + " does not lead back to " + address + ".",
            "fail",
            address);
  }

  private Outcome outcome(
      String what, double score, String evidence, String text, String result, String address) {
    return Outcome.of(
        List.of(new Finding(name() + "_" + what, score, Words.plain(evidence), Words.plain(text))),
        List.of(MethodResult.of("iprev", result).with("policy", "iprev", address)),
        List.of());
  }
}
