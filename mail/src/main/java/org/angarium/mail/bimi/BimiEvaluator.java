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
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressListParser;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.jspecify.annotations.Nullable;

/**
 * Finds the record of a message's logo (draft §7.1, §7.2). Thread-safe; asks DNS on the caller's
 * thread, two questions at most.
 */
public final class BimiEvaluator {
  private static final String SELECTOR = "BIMI-Selector";
  private static final String DEFAULT = "default";
  private static final int MAX_FIELD = 1_024;

  private final DnsResolver dns;

  /** An evaluator that takes records from {@code dns}. */
  public BimiEvaluator(DnsResolver dns) {
    this.dns = dns;
  }

  /**
   * Looks for the record.
   *
   * @param dmarc the verdict on this message
   * @param signatures the results of DKIM for it
   */
  public BimiDiscovery discover(
      HeaderFields header, DmarcVerdict dmarc, List<DkimResult> signatures) {
    if (!hasOneAuthor(header)) {
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
    BimiDiscovery own = ask(selector, dmarc.domain());
    return own instanceof BimiDiscovery.None && !dmarc.organization().equals(dmarc.domain())
        ? ask(selector, dmarc.organization())
        : own;
  }

  /** BIMI-Location and BIMI-Indicator fields, which only the receiver's server may write (§7.8). */
  public static List<HeaderField> forged(HeaderFields header) {
    List<HeaderField> forged = new ArrayList<>(0);
    for (HeaderField field : header) {
      if (field.is("BIMI-Location") || field.is("BIMI-Indicator")) {
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

  private BimiDiscovery ask(String selector, String domain) {
    String name = selector + "._bimi." + domain;
    if (name.length() > 253) {
      return new BimiDiscovery.None();
    }
    DnsAnswer<String> answer = dns.txt(name);
    if (answer instanceof DnsAnswer.Unanswered<String>) {
      return new BimiDiscovery.Unanswered();
    }
    String only = null;
    for (String text : answer.recordsOrNone()) {
      if (BimiRecord.hasVersion(text)) {
        if (only != null) {
          return new BimiDiscovery.Failed("several records");
        }
        only = text;
      }
    }
    if (only == null) {
      return new BimiDiscovery.None();
    }
    try {
      BimiRecord record = BimiRecord.parse(only);
      if (record.declines()) {
        return new BimiDiscovery.Declined(domain, selector);
      }
      return record.location().isEmpty()
          ? new BimiDiscovery.Failed("no location")
          : new BimiDiscovery.Found(domain, selector, record);
    } catch (DkimSyntaxException e) {
      return new BimiDiscovery.Failed(e.problem());
    }
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

  private static boolean hasOneAuthor(HeaderFields header) {
    List<HeaderField> from = header.all("From");
    if (from.size() != 1) {
      return false;
    }
    List<AddressItem> items = AddressListParser.parse(from.getFirst(), HeaderLimits.DEFAULT);
    return items.size() == 1 && items.getFirst() instanceof AddressItem.MailboxItem;
  }
}
