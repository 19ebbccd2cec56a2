package org.angarium.mail.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.angarium.mail.dkim.TagList;

/**
 * A policy as it stands in DNS at {@code _dmarc.domain}. What can't be read counts as absent (RFC
 * 9989 §4.8); where it is one of the policies, the record asks for nothing but reports (§4.10.1).
 *
 * @param applies whether DMARC applies to the messages that the record governs: not where a policy
 *     can't be read, and no reports are asked for either (§4.10.1). Such a record still marks an
 *     organisation
 * @param policy {@code p=}
 * @param subdomains {@code sp=}, or {@code p}
 * @param nonexistent {@code np=}, or {@code sp}
 * @param strictDkim {@code adkim=s}
 * @param strictSpf {@code aspf=s}
 * @param testing {@code t=y}, or {@code pct=0} as it was written before: one step milder
 * @param percent {@code pct=}: how many of a hundred messages that fail are to be treated so; a
 *     hundred if it isn't said. The successor of RFC 7489 has only {@code t=}
 * @param suffix {@code psd=}: {@code y}, {@code n}, or {@code u} for not said
 * @param aggregateReports addresses of {@code rua=}, as written
 * @param failureReports addresses of {@code ruf=}, as written
 * @param failureOptions {@code fo=}: when failure reports are wanted; {@code 0} if it isn't said
 * @param intervalSeconds {@code ri=}: how often aggregate reports are wanted, a day if it isn't
 *     said
 */
public record DmarcRecord(
    boolean applies,
    DmarcPolicy policy,
    DmarcPolicy subdomains,
    DmarcPolicy nonexistent,
    boolean strictDkim,
    boolean strictSpf,
    boolean testing,
    int percent,
    char suffix,
    List<String> aggregateReports,
    List<String> failureReports,
    FailureOptions failureOptions,
    long intervalSeconds) {
  private static final int MAX_OCTETS = 8_192;
  private static final int MAX_TAGS = 32;
  private static final int MAX_ADDRESSES = 16;
  private static final int DAY = 86_400;

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

  /** Reads a record; empty if it doesn't begin with the version or is longer than any needs. */
  public static Optional<DmarcRecord> parse(String text) {
    if (text.length() > MAX_OCTETS || !isPolicy(text)) {
      return Optional.empty();
    }
    TagList tags = TagList.lenient(text, MAX_TAGS);
    Map<String, String> all = tags.tags();
    List<String> aggregate = addresses(tags.value("rua", ""));
    DmarcPolicy policy = DmarcPolicy.of(all.get("p"));
    DmarcPolicy sp = DmarcPolicy.of(all.get("sp"));
    DmarcPolicy np = DmarcPolicy.of(all.get("np"));
    boolean applies = true;
    if (policy == null
        || (sp == null && all.containsKey("sp"))
        || (np == null && all.containsKey("np"))) {
      applies = aggregate.stream().anyMatch(uri -> ReportUri.parse(uri).isPresent());
      policy = DmarcPolicy.NONE;
      sp = null;
      np = null;
    }
    DmarcPolicy subdomains = sp == null ? policy : sp;
    int percent = number(tags.value("pct", ""), 100, 100);
    String suffix = tags.value("psd", "u").toLowerCase(Locale.ROOT);
    return Optional.of(
        new DmarcRecord(
            applies,
            policy,
            subdomains,
            np == null ? subdomains : np,
            tags.value("adkim", "r").equalsIgnoreCase("s"),
            tags.value("aspf", "r").equalsIgnoreCase("s"),
            tags.value("t", "n").equalsIgnoreCase("y") || percent == 0,
            percent,
            suffix.equals("y") || suffix.equals("n") ? suffix.charAt(0) : 'u',
            aggregate,
            addresses(tags.value("ruf", "")),
            FailureOptions.parse(tags.value("fo", "")),
            number(tags.value("ri", ""), Integer.MAX_VALUE, DAY)));
  }

  /**
   * The addresses that a record at {@code _report._dmarc} names instead (RFC 7489 §7.1).
   *
   * @param tag {@code rua} or {@code ruf}
   */
  static List<String> reportAddresses(String text, String tag) {
    return text.length() > MAX_OCTETS
        ? List.of()
        : addresses(TagList.lenient(text, MAX_TAGS).value(tag, ""));
  }

  private static int number(String digits, int largest, int otherwise) {
    if (digits.isEmpty()
        || digits.length() > 9
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return otherwise;
    }
    int number = Integer.parseInt(digits);
    return number > largest ? otherwise : number;
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
