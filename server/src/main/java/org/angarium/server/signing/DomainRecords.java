package org.angarium.server.signing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.dns.MxRecord;
import org.angarium.server.signing.DnsRecord.Status;
import org.angarium.store.StoreException;
import org.angarium.store.directory.DomainKey;

/**
 * What a domain needs in DNS so that its mail arrives here and is believed elsewhere: MX (RFC 5321
 * §5), SPF (RFC 7208), the keys of DKIM (RFC 6376) and DMARC (RFC 7489), each compared with what is
 * there. Thread-safe; each question is bounded by the resolver.
 */
public final class DomainRecords {
  private static final int PREFERENCE = 10;
  private static final int MOST_SHOWN = 5;

  private final SigningKeys keys;
  private final DnsResolver dns;
  private final String node;

  /**
   * @param node name of the host that takes the mail
   */
  public DomainRecords(SigningKeys keys, DnsResolver dns, String node) {
    this.keys = keys;
    this.dns = dns;
    this.node = node;
  }

  /**
   * The records of a domain. Asks DNS for each; keys whose record is found begin to sign.
   *
   * @param domain canonical
   */
  public List<DnsRecord> of(String domain) throws StoreException {
    keys.look(domain);
    List<DnsRecord> records = new ArrayList<>();
    records.add(mx(domain));
    records.add(text("spf", domain, "v=spf1 mx -all", found -> found.startsWith("v=spf1")));
    for (DomainKey key : keys.of(domain)) {
      if (key.state() != DomainKey.State.RETIRED) {
        records.add(key(key));
      }
    }
    records.add(
        text(
            "dmarc",
            "_dmarc." + domain,
            "v=DMARC1; p=quarantine; rua=mailto:postmaster@" + domain,
            found -> found.startsWith("v=DMARC1")));
    return records;
  }

  private DnsRecord mx(String domain) {
    String value = PREFERENCE + " " + node + ".";
    return switch (dns.mx(domain)) {
      case DnsAnswer.Unanswered<MxRecord> silent ->
          new DnsRecord("mx", domain, "MX", value, Status.UNKNOWN, null);
      case DnsAnswer.NoSuchName<MxRecord> none ->
          new DnsRecord("mx", domain, "MX", value, Status.MISSING, null);
      case DnsAnswer.NoRecords<MxRecord> none ->
          new DnsRecord("mx", domain, "MX", value, Status.MISSING, null);
      case DnsAnswer.Found<MxRecord> found -> {
        boolean here =
            found.records().stream()
                .anyMatch(record -> record.exchange().toLowerCase(Locale.ROOT).equals(node));
        List<String> others =
            found.records().stream()
                .limit(MOST_SHOWN)
                .map(record -> record.preference() + " " + record.exchange() + ".")
                .toList();
        yield new DnsRecord(
            "mx",
            domain,
            "MX",
            value,
            here ? Status.PUBLISHED : Status.DIFFERENT,
            here ? null : DnsRecord.joined(others));
      }
    };
  }

  private DnsRecord key(DomainKey key) {
    DnsRecord record = text("dkim", SigningKeys.name(key), key.record(), found -> true);
    Boolean published = keys.published(key);
    return new DnsRecord(
        record.purpose(),
        record.name(),
        record.type(),
        record.value(),
        published == null
            ? Status.UNKNOWN
            : published
                ? Status.PUBLISHED
                : record.found() == null ? Status.MISSING : Status.DIFFERENT,
        published == null || published ? null : record.found());
  }

  /**
   * A TXT record.
   *
   * @param kin tells records of the same purpose among those that are there
   */
  private DnsRecord text(String purpose, String name, String text, Predicate<String> kin) {
    String value = DnsRecord.quoted(text);
    return switch (dns.txt(name)) {
      case DnsAnswer.Unanswered<String> silent ->
          new DnsRecord(purpose, name, "TXT", value, Status.UNKNOWN, null);
      case DnsAnswer.NoSuchName<String> none ->
          new DnsRecord(purpose, name, "TXT", value, Status.MISSING, null);
      case DnsAnswer.NoRecords<String> none ->
          new DnsRecord(purpose, name, "TXT", value, Status.MISSING, null);
      case DnsAnswer.Found<String> found -> {
        List<String> there = found.records().stream().filter(kin).limit(MOST_SHOWN).toList();
        if (there.isEmpty()) {
          yield new DnsRecord(purpose, name, "TXT", value, Status.MISSING, null);
        }
        boolean same = there.size() == 1 && there.getFirst().equals(text);
        yield new DnsRecord(
            purpose,
            name,
            "TXT",
            value,
            same ? Status.PUBLISHED : Status.DIFFERENT,
            same ? null : DnsRecord.joined(there));
      }
    };
  }
}
