package org.angarium.mail.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.angarium.mail.dns.AnsweringResolver;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * Whether who is named in a policy wants reports about that domain (RFC 7489 §7.1): else anybody
 * could have reports from all over the world sent to a victim. Thread-safe; asks DNS on the
 * caller's thread.
 */
public final class ReportDestination {
  private final DnsResolver dns;
  private final @Nullable PublicSuffixes suffixes;

  /**
   * @param suffixes null to find organisations by the tree walk
   */
  public ReportDestination(DnsResolver dns, @Nullable PublicSuffixes suffixes) {
    this.dns = new AnsweringResolver(dns);
    this.suffixes = suffixes;
  }

  /** The outcome for one address. */
  public sealed interface Outcome {
    /**
     * Reports may be sent.
     *
     * @param to the address asked about, or those that its domain wants them to go to instead
     */
    record Agreed(List<ReportUri> to) implements Outcome {
      public Agreed {
        to = List.copyOf(to);
      }
    }

    /** They may not. */
    record Refused() implements Outcome {}

    /** DNS didn't answer: ask again later. */
    record Unknown() implements Outcome {}
  }

  /**
   * Checks one address for aggregate reports.
   *
   * @param policyDomain where the policy was found
   */
  public Outcome aggregate(String policyDomain, ReportUri uri) {
    return check(policyDomain, uri, true);
  }

  /**
   * Checks one address for failure reports (§7.3).
   *
   * @param policyDomain where the policy was found
   */
  public Outcome failure(String policyDomain, ReportUri uri) {
    return check(policyDomain, uri, false);
  }

  private Outcome check(String policyDomain, ReportUri uri, boolean aggregate) {
    String host = uri.address().domain();
    if (uri.address().isAddressLiteral()) {
      return new Outcome.Refused();
    }
    if (host.equals(policyDomain)) {
      return new Outcome.Agreed(List.of(uri));
    }
    Optional<String> ours = organization(policyDomain);
    Optional<String> theirs = organization(host);
    if (ours.isEmpty() || theirs.isEmpty()) {
      return new Outcome.Unknown();
    }
    if (ours.equals(theirs)) {
      return new Outcome.Agreed(List.of(uri));
    }
    String name = policyDomain + "._report._dmarc." + host;
    return switch (dns.txt(name)) {
      case DnsAnswer.Unanswered<String> unanswered -> new Outcome.Unknown();
      case DnsAnswer.NoRecords<String> none -> new Outcome.Refused();
      case DnsAnswer.NoSuchName<String> none -> new Outcome.Refused();
      case DnsAnswer.Found<String> found -> consent(found.records(), uri, aggregate);
    };
  }

  /** Empty if DNS doesn't answer. */
  private Optional<String> organization(String domain) {
    if (suffixes != null) {
      return Optional.of(suffixes.organization(domain));
    }
    TreeWalk walk = TreeWalk.from(domain, dns);
    return walk.unanswered() == null ? Optional.of(walk.organization()) : Optional.empty();
  }

  /** Steps 6 to 9: any record that is one agrees, and may name other addresses at its own host. */
  private static Outcome consent(List<String> records, ReportUri uri, boolean aggregate) {
    boolean agreed = false;
    List<ReportUri> instead = new ArrayList<>(0);
    for (String record : records) {
      if (!DmarcRecord.isPolicy(record)) {
        continue;
      }
      agreed = true;
      for (String other : DmarcRecord.reportAddresses(record, aggregate ? "rua" : "ruf")) {
        Optional<ReportUri> read = ReportUri.parse(other);
        if (read.isEmpty()) {
          continue;
        }
        if (!read.get().address().domain().equals(uri.address().domain())) {
          // To pass reports on to a third is to send them to somebody who didn't agree.
          return new Outcome.Refused();
        }
        instead.add(read.get());
      }
    }
    if (!agreed) {
      return new Outcome.Refused();
    }
    return new Outcome.Agreed(instead.isEmpty() ? List.of(uri) : instead);
  }
}
