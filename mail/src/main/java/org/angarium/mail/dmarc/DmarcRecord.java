package org.angarium.mail.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dkim.TagList;

/**
 * A policy as it stands in DNS at {@code _dmarc.domain}. Tags with a bad value count as absent (RFC
 * 7489 §6.3), but for {@code p=}.
 *
 * @param policy {@code p=}
 * @param subdomains {@code sp=}, or {@code p}
 * @param nonexistent {@code np=}, or {@code sp}
 * @param strictDkim {@code adkim=s}
 * @param strictSpf {@code aspf=s}
 * @param testing {@code t=y}, or {@code pct=0} as it was written before: one step milder
 * @param suffix {@code psd=}: {@code y}, {@code n}, or {@code u} for not said
 * @param aggregateReports addresses of {@code rua=}, as written
 * @param failureReports addresses of {@code ruf=}, as written
 */
public record DmarcRecord(
    DmarcPolicy policy,
    DmarcPolicy subdomains,
    DmarcPolicy nonexistent,
    boolean strictDkim,
    boolean strictSpf,
    boolean testing,
    char suffix,
    List<String> aggregateReports,
    List<String> failureReports) {
  private static final int MAX_OCTETS = 8_192;
  private static final int MAX_TAGS = 32;
  private static final int MAX_ADDRESSES = 16;

  public DmarcRecord {
    aggregateReports = List.copyOf(aggregateReports);
    failureReports = List.copyOf(failureReports);
  }

  /** Whether a text claims to be a policy at all; others at the name don't count. */
  static boolean isPolicy(String text) {
    if (!text.startsWith("v")) {
      return false;
    }
    int semicolon = text.indexOf(';');
    String first = semicolon < 0 ? text : text.substring(0, semicolon);
    return TagList.squeezed(first).equals("v=DMARC1");
  }

  /**
   * Reads a record; empty if it is none. One without a usable {@code p=} is {@code none} if it asks
   * for reports, else no record (RFC 7489 §6.6.3).
   */
  public static Optional<DmarcRecord> parse(String text) {
    if (text.length() > MAX_OCTETS || !isPolicy(text)) {
      return Optional.empty();
    }
    TagList tags;
    try {
      tags = TagList.parse(text, MAX_TAGS);
    } catch (DkimSyntaxException e) {
      return Optional.empty();
    }
    Map<String, String> all = tags.tags();
    List<String> aggregate = addresses(tags.value("rua", ""));
    DmarcPolicy policy = DmarcPolicy.of(all.get("p"));
    if (policy == null) {
      if (aggregate.isEmpty()) {
        return Optional.empty();
      }
      policy = DmarcPolicy.NONE;
    }
    DmarcPolicy sp = DmarcPolicy.of(all.get("sp"));
    DmarcPolicy subdomains = sp == null ? policy : sp;
    DmarcPolicy np = DmarcPolicy.of(all.get("np"));
    String suffix = tags.value("psd", "u").toLowerCase(Locale.ROOT);
    return Optional.of(
        new DmarcRecord(
            policy,
            subdomains,
            np == null ? subdomains : np,
            tags.value("adkim", "r").equalsIgnoreCase("s"),
            tags.value("aspf", "r").equalsIgnoreCase("s"),
            tags.value("t", "n").equalsIgnoreCase("y") || tags.value("pct", "100").equals("0"),
            suffix.equals("y") || suffix.equals("n") ? suffix.charAt(0) : 'u',
            aggregate,
            addresses(tags.value("ruf", ""))));
  }

  private static List<String> addresses(String list) {
    List<String> addresses = new ArrayList<>();
    for (String address : TagList.squeezed(list).split(",", MAX_ADDRESSES + 1)) {
      if (!address.isEmpty() && addresses.size() < MAX_ADDRESSES) {
        addresses.add(address);
      }
    }
    return addresses;
  }
}
