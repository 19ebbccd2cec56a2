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
 * 7489 §6.3); where it is one of the policies, the record asks for nothing but reports (§6.6.3).
 *
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
    DmarcPolicy sp = DmarcPolicy.of(all.get("sp"));
    DmarcPolicy np = DmarcPolicy.of(all.get("np"));
    if (policy == null
        || (sp == null && all.containsKey("sp"))
        || (np == null && all.containsKey("np"))) {
      if (aggregate.stream().noneMatch(uri -> ReportUri.parse(uri).isPresent())) {
        return Optional.empty();
      }
      policy = DmarcPolicy.NONE;
      sp = null;
      np = null;
    }
    DmarcPolicy subdomains = sp == null ? policy : sp;
    int percent = number(tags.value("pct", ""), 100, 100);
    String suffix = tags.value("psd", "u").toLowerCase(Locale.ROOT);
    return Optional.of(
        new DmarcRecord(
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
    try {
      return text.length() > MAX_OCTETS
          ? List.of()
          : addresses(TagList.parse(text, MAX_TAGS).value(tag, ""));
    } catch (DkimSyntaxException e) {
      return List.of();
    }
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
