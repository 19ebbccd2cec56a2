package org.angarium.server.filter;

import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.dns.MxRecord;
import org.angarium.mail.smtp.EnhancedStatusCode;

/**
 * Whether a report could reach the sender: a full domain, with a host that takes mail (RFC 5321
 * §5.1) and does not refuse it all (RFC 7505).
 */
final class SenderDomainCheck implements Check {
  private static final double UNREACHABLE = 4;
  private static final double ODD = 2;

  /** RFC 3463 §3.2: bad sender's system address. */
  private static final EnhancedStatusCode BAD_SYSTEM = EnhancedStatusCode.parse("5.1.8");

  private final DnsResolver dns;
  private final boolean refuse;

  /**
   * @param refuse whether mail of a domain that cannot get any is refused
   */
  SenderDomainCheck(DnsResolver dns, boolean refuse) {
    this.dns = dns;
    this.refuse = refuse;
  }

  @Override
  public String name() {
    return "SENDER_DOMAIN";
  }

  @Override
  public Phase phase() {
    return Phase.MAIL;
  }

  @Override
  public boolean mayRefuse() {
    return refuse;
  }

  @Override
  public Outcome check(Facts facts, List<Proof> before) {
    EmailAddress sender = facts.sender();
    if (sender == null) {
      return Outcome.NOTHING;
    }
    String domain = sender.canonical().domain();
    if (sender.isAddressLiteral()) {
      return Outcome.of(finding("LITERAL", ODD, domain, "The sender's domain is an address."));
    }
    if (domain.indexOf('.') < 0) {
      return refused(
          finding("UNQUALIFIED", UNREACHABLE, domain, "The sender's domain is no full name."));
    }
    return switch (dns.mx(domain)) {
      case DnsAnswer.Unanswered<MxRecord>(String reason) ->
          Outcome.of(
              finding(
                  "NOT_KNOWN",
                  0,
                  reason,
                  "DNS did not say which hosts take mail for " + domain + "."));
      case DnsAnswer.NoSuchName<MxRecord>() ->
          refused(
              finding(
                  "NO_SUCH_NAME",
                  UNREACHABLE,
                  domain,
                  "The sender's domain " + domain + " does not exist."));
      case DnsAnswer.Found<MxRecord>(var records, String _, var _, boolean _) ->
          records.size() == 1 && records.getFirst().exchange().isEmpty()
              ? refused(
                  finding(
                      "NULL_MX",
                      UNREACHABLE,
                      domain,
                      "The sender's domain " + domain + " takes no mail."))
              : Outcome.NOTHING;
      case DnsAnswer.NoRecords<MxRecord>() -> implicit(domain);
    };
  }

  /** RFC 5321 §5.1: without MX the domain itself is the host. */
  private Outcome implicit(String domain) {
    DnsAnswer<?> v4 = dns.a(domain);
    DnsAnswer<?> v6 = v4 instanceof DnsAnswer.Found<?> ? v4 : dns.aaaa(domain);
    if (v6 instanceof DnsAnswer.Found<?>) {
      return Outcome.NOTHING;
    }
    if (v4 instanceof DnsAnswer.Unanswered<?> || v6 instanceof DnsAnswer.Unanswered<?>) {
      return Outcome.of(
          finding("NOT_KNOWN", 0, domain, "DNS did not say the address of " + domain + "."));
    }
    return refused(
        finding(
            "NO_HOST",
            UNREACHABLE,
            domain,
            "No host takes mail for the sender's domain " + domain + "."));
  }

  private Outcome refused(Finding finding) {
    return refuse
        ? Outcome.of(
            finding,
            new Verdict.Reject(BAD_SYSTEM, "The sender's domain cannot get mail", finding.text()))
        : Outcome.of(finding);
  }

  private Finding finding(String what, double score, String evidence, String text) {
    return new Finding(name() + "_" + what, score, Words.plain(evidence), Words.plain(text));
  }
}
