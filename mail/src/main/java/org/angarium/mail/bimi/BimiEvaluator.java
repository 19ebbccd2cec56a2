package org.angarium.mail.bimi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dkim.DkimSignatureField;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dkim.TagList;
import org.angarium.mail.dmarc.DmarcPolicy;
import org.angarium.mail.dmarc.DmarcRecord;
import org.angarium.mail.dmarc.DmarcResult;
import org.angarium.mail.dmarc.DmarcVerdict;
import org.angarium.mail.dns.AnsweringResolver;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressListParser;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.jspecify.annotations.Nullable;

/**
 * Finds the record of a message's logo (draft §7.1, §7.2). Thread-safe; asks DNS on the caller's
 * thread, four questions at most.
 */
public final class BimiEvaluator {
  private static final String SELECTOR = "BIMI-Selector";
  private static final String DEFAULT = "default";
  private static final int MAX_FIELD = 1_024;

  private final DnsResolver dns;

  /** An evaluator that takes records from {@code dns}. */
  public BimiEvaluator(DnsResolver dns) {
    this.dns = new AnsweringResolver(dns);
  }

  /**
   * Looks for the record.
   *
   * @param dmarc the verdict on this message
   * @param signatures the results of DKIM for it
   */
  public BimiDiscovery discover(
      HeaderFields header, DmarcVerdict dmarc, List<DkimResult> signatures) {
    AddressItem.MailboxItem author = author(header);
    if (author == null) {
      return new BimiDiscovery.Skipped(BimiDiscovery.Reason.FROM_NOT_SINGLE);
    }
    if (dmarc.result() != DmarcResult.PASS) {
      return new BimiDiscovery.Skipped(BimiDiscovery.Reason.DMARC_NOT_PASSED);
    }
    if (!isInEarnest(dmarc.record())
        || (dmarc.organizationRecord() != null && !isInEarnest(dmarc.organizationRecord()))) {
      return new BimiDiscovery.Skipped(BimiDiscovery.Reason.POLICY_TOO_LAX);
    }
    String selector = selector(header, dmarc, signatures);
    BimiDiscovery own = look(selector, dmarc.domain(), author.localPart());
    return own instanceof BimiDiscovery.None && !dmarc.organization().equals(dmarc.domain())
        ? look(selector, dmarc.organization(), author.localPart())
        : own;
  }

  /** The record of a domain, or the one that it has for this local-part (§5.2, §7.2). */
  private BimiDiscovery look(String selector, String domain, String localPart) {
    Answer first = ask(selector, domain);
    String own = first.record == null ? null : LocalPartSelector.of(localPart);
    if (own == null
        || own.equalsIgnoreCase(selector)
        || first.record == null
        || !first.record.hasRecordFor(own)) {
      return first.discovery;
    }
    BimiDiscovery other = ask(own, domain).discovery;
    return switch (other) {
      case BimiDiscovery.Found found -> found;
      case BimiDiscovery.Declined declined -> declined;
      case BimiDiscovery.Unanswered unanswered -> unanswered;
      case BimiDiscovery.None none -> first.discovery;
      case BimiDiscovery.Failed failed -> first.discovery;
      case BimiDiscovery.Skipped skipped -> first.discovery;
    };
  }

  /**
   * BIMI-Location, BIMI-Indicator and BIMI-Logo-Preference fields, which only the receiver's server
   * may write (§7.8).
   */
  public static List<HeaderField> forged(HeaderFields header) {
    List<HeaderField> forged = new ArrayList<>(0);
    for (HeaderField field : header) {
      if (field.is("BIMI-Location")
          || field.is("BIMI-Indicator")
          || field.is("BIMI-Logo-Preference")) {
        forged.add(field);
      }
    }
    return forged;
  }

  /** §7.1, 7 to 9. A domain that tests its policy isn't in earnest either. */
  private static boolean isInEarnest(@Nullable DmarcRecord record) {
    return record != null
        && record.policy() != DmarcPolicy.NONE
        && record.subdomains() != DmarcPolicy.NONE
        && !record.testing()
        && (record.policy() != DmarcPolicy.QUARANTINE || record.percent() == 100);
  }

  /** What one question came to; no record unless there is one that can be read. */
  private record Answer(BimiDiscovery discovery, @Nullable BimiRecord record) {
    private Answer(BimiDiscovery discovery) {
      this(discovery, null);
    }
  }

  private Answer ask(String selector, String domain) {
    String name = selector + "._bimi." + domain;
    DnsAnswer<String> answer = dns.txt(name);
    if (answer instanceof DnsAnswer.Unanswered<String>) {
      return new Answer(new BimiDiscovery.Unanswered());
    }
    String only = null;
    for (String text : answer.recordsOrNone()) {
      if (BimiRecord.hasVersion(text)) {
        if (only != null) {
          return new Answer(new BimiDiscovery.Failed("several records"));
        }
        only = text;
      }
    }
    if (only == null) {
      return new Answer(new BimiDiscovery.None());
    }
    try {
      BimiRecord record = BimiRecord.parse(only);
      return new Answer(told(selector, domain, record), record);
    } catch (DkimSyntaxException e) {
      return new Answer(new BimiDiscovery.Failed(e.problem()));
    }
  }

  private static BimiDiscovery told(String selector, String domain, BimiRecord record) {
    if (record.declines()) {
      return new BimiDiscovery.Declined(domain, selector);
    }
    return record.location().isEmpty()
        ? new BimiDiscovery.Failed("no location")
        : new BimiDiscovery.Found(domain, selector, record);
  }

  /** The selector that the message names, if who stands behind it signed that (§5.4). */
  private static String selector(
      HeaderFields header, DmarcVerdict dmarc, List<DkimResult> signatures) {
    List<HeaderField> fields = header.all(SELECTOR);
    String aligned = dmarc.dkimAligned();
    if (fields.size() != 1 || aligned == null || fields.getFirst().length() > MAX_FIELD) {
      return DEFAULT;
    }
    for (DkimResult result : signatures) {
      DkimSignatureField signature = result.signature();
      if (result.passed()
          && signature != null
          && signature.domain().equals(aligned)
          && signature.signedFields().contains("bimi-selector")) {
        return selector(fields.getFirst().text());
      }
    }
    return DEFAULT;
  }

  private static String selector(String text) {
    if (!BimiRecord.hasVersion(text)) {
      return DEFAULT;
    }
    try {
      Map<String, String> tags = TagList.parse(text, 8).tags();
      return DkimSignatureField.selector(tags.getOrDefault("s", ""));
    } catch (DkimSyntaxException e) {
      return DEFAULT;
    }
  }

  /** The one author; null if there are others or none. */
  private static AddressItem.@Nullable MailboxItem author(HeaderFields header) {
    List<HeaderField> from = header.all("From");
    if (from.size() != 1) {
      return null;
    }
    return AddressListParser.one(from.getFirst().text()).orElse(null);
  }
}
