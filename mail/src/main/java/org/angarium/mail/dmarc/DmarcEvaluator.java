package org.angarium.mail.dmarc;

import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import org.angarium.mail.dkim.DkimSignatureField;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dns.AnsweringResolver;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressListParser;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.jspecify.annotations.Nullable;

/** Finds the policy for a message and judges it. Thread-safe. */
public final class DmarcEvaluator {
  private final DnsResolver dns;
  private final @Nullable PublicSuffixes suffixes;

  /**
   * @param suffixes null to find organisations by the tree walk
   */
  public DmarcEvaluator(DnsResolver dns, @Nullable PublicSuffixes suffixes) {
    this.dns = new AnsweringResolver(dns);
    this.suffixes = suffixes;
  }

  /**
   * What is proven about a message.
   *
   * @param dkimDomains {@code d=} of every signature that passed, lower case, A-labels
   * @param spfDomain the domain of the reverse path (or HELO) if SPF passed, else null
   * @param unsure whether SPF or a signature had a temporary error, so that more might be proven
   *     later
   */
  public record Evidence(List<String> dkimDomains, @Nullable String spfDomain, boolean unsure) {
    public Evidence {
      dkimDomains = List.copyOf(dkimDomains);
    }
  }

  /** Judges a message; {@code pct=} between 1 and 99 doesn't count, as in RFC 7489's successor. */
  public DmarcVerdict evaluate(HeaderFields header, Evidence evidence) {
    return evaluate(header, evidence, 0);
  }

  /**
   * Judges a message.
   *
   * @param sample a random number from 0 to 99: {@code pct=} wants its policy for that many of a
   *     hundred messages, and what is a step milder for the others (RFC 7489 §6.6.4)
   */
  public DmarcVerdict evaluate(HeaderFields header, Evidence evidence, int sample) {
    String author = authorDomain(header);
    if (author == null) {
      return DmarcVerdict.without(DmarcResult.PERMERROR, "");
    }
    TreeWalk walk = TreeWalk.from(author, dns);
    if (walk.unanswered() != null) {
      return DmarcVerdict.without(DmarcResult.TEMPERROR, author);
    }
    String organization = suffixes == null ? walk.organization() : suffixes.organization(author);
    String policyDomain = policyDomain(walk, organization);
    DmarcRecord record = policyDomain == null ? null : walk.at(policyDomain);
    if (policyDomain == null || record == null || !record.applies()) {
      return DmarcVerdict.without(DmarcResult.NONE, author);
    }
    boolean unsure = evidence.unsure();
    String dkim = null;
    for (String domain : evidence.dkimDomains()) {
      Alignment alignment =
          dkim == null
              ? alignment(domain, author, organization, record.strictDkim())
              : Alignment.NO;
      dkim = alignment == Alignment.YES ? domain : dkim;
      unsure |= alignment == Alignment.UNKNOWN;
    }
    String spf = evidence.spfDomain();
    if (spf != null) {
      Alignment alignment = alignment(spf, author, organization, record.strictSpf());
      spf = alignment == Alignment.YES ? spf : null;
      unsure |= alignment == Alignment.UNKNOWN;
    }
    DmarcPolicy known = published(author, policyDomain, record);
    DmarcPolicy published = known == null ? record.subdomains() : known;
    // RFC 9989 §5.3.6: what a silent name server might have decided is neither pass nor fail.
    DmarcResult result =
        dkim != null || spf != null
            ? DmarcResult.PASS
            : unsure || known == null ? DmarcResult.TEMPERROR : DmarcResult.FAIL;
    return new DmarcVerdict(
        result,
        author,
        policyDomain,
        record,
        organization,
        walk.at(organization),
        published,
        result == DmarcResult.FAIL ? wish(published, record, sample) : DmarcPolicy.NONE,
        dkim,
        spf);
  }

  /** The author's own record, else the organisation's, else the public suffix's. */
  private static @Nullable String policyDomain(TreeWalk walk, String organization) {
    if (walk.at(walk.domain()) != null) {
      return walk.domain();
    }
    if (walk.at(organization) != null) {
      return organization;
    }
    for (TreeWalk.Step step : walk.steps()) {
      if (step.record().suffix() == 'y') {
        return step.domain();
      }
    }
    return null;
  }

  /** Null if it hangs on whether the author's domain exists, and DNS doesn't say. */
  private @Nullable DmarcPolicy published(String author, String policyDomain, DmarcRecord record) {
    if (author.equals(policyDomain)) {
      return record.policy();
    }
    // Only where the two differ is it worth a question whether the name exists.
    if (record.nonexistent() == record.subdomains()) {
      return record.subdomains();
    }
    return switch (dns.a(author)) {
      case DnsAnswer.Unanswered<Inet4Address> silent -> null;
      case DnsAnswer.NoSuchName<Inet4Address> none -> record.nonexistent();
      case DnsAnswer.NoRecords<Inet4Address> exists -> record.subdomains();
      case DnsAnswer.Found<Inet4Address> exists -> record.subdomains();
    };
  }

  private static DmarcPolicy wish(DmarcPolicy published, DmarcRecord record, int sample) {
    return record.testing() || sample >= record.percent() ? published.milder() : published;
  }

  /** Whether a proven domain stands for the author's; unknown if DNS didn't answer. */
  private enum Alignment {
    YES,
    NO,
    UNKNOWN
  }

  private Alignment alignment(String proven, String author, String organization, boolean strict) {
    String domain;
    try {
      domain = DkimSignatureField.domain(proven);
    } catch (DkimSyntaxException e) {
      return Alignment.NO;
    }
    if (domain.equals(author)) {
      return Alignment.YES;
    }
    if (strict) {
      return Alignment.NO;
    }
    // Only what shares the organisation's name can be of it: saves the walk for all others.
    if (!domain.equals(organization) && !domain.endsWith("." + organization)) {
      return Alignment.NO;
    }
    String its;
    if (suffixes == null) {
      TreeWalk walk = TreeWalk.from(domain, dns);
      if (walk.unanswered() != null) {
        return Alignment.UNKNOWN;
      }
      its = walk.organization();
    } else {
      its = suffixes.organization(domain);
    }
    return its.equals(organization) ? Alignment.YES : Alignment.NO;
  }

  /**
   * The one domain of From in canonical form; null if there is none or more than one, or the field
   * leaves a doubt which addresses it means: what a reader shows may be another than what is
   * judged.
   */
  public static @Nullable String authorDomain(HeaderFields header) {
    List<HeaderField> fields = header.all("From");
    if (fields.size() != 1) {
      return null;
    }
    Optional<List<AddressItem.MailboxItem>> authors =
        AddressListParser.certain(fields.getFirst(), HeaderLimits.DEFAULT);
    String only = null;
    for (AddressItem.MailboxItem mailbox : authors.orElse(List.of())) {
      String domain;
      try {
        domain = DkimSignatureField.domain(mailbox.domain());
      } catch (DkimSyntaxException e) {
        return null;
      }
      if (only != null && !only.equals(domain)) {
        return null;
      }
      only = domain;
    }
    return only;
  }
}
