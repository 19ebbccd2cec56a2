package org.angarium.mail.dmarc;

import java.util.Locale;
import java.util.Optional;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.charset.PercentEscapes;

/**
 * Where a report is to be sent: a {@code mailto:} of {@code rua=} or {@code ruf=} (RFC 7489 §6.2).
 * Other schemes aren't supported by anybody and are to be ignored.
 *
 * @param address who takes the reports
 * @param maxOctets the most that one report may have, -1 for any; the successor of RFC 7489 knows
 *     no such limit and wants it ignored
 */
public record ReportUri(EmailAddress address, long maxOctets) {
  private static final String SCHEME = "mailto:";

  /** Reads one URI; empty if it isn't one of mail. */
  public static Optional<ReportUri> parse(String uri) {
    if (uri.length() > 1_000 || !uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    int bang = uri.indexOf('!');
    int query = uri.indexOf('?');
    int end = bang < 0 ? uri.length() : bang;
    String address = uri.substring(SCHEME.length(), query < 0 ? end : Math.min(query, end));
    long limit = bang < 0 ? -1 : octets(uri.substring(bang + 1));
    try {
      String decoded = PercentEscapes.decoded(address);
      return decoded == null
          ? Optional.empty()
          : Optional.of(new ReportUri(EmailAddress.parse(decoded), limit));
    } catch (AddressSyntaxException notAnAddress) {
      return Optional.empty();
    }
  }

  /** {@code 50m}; what can't be read is no limit, and neither is what no report can have. */
  private static long octets(String text) {
    String size = text.toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < size.length() && size.charAt(digits) >= '0' && size.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0) {
      return -1;
    }
    int shift =
        switch (size.substring(digits)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          case "t" -> 40;
          case "" -> 0;
          default -> -1;
        };
    if (shift < 0) {
      return -1;
    }
    long number = digits > 18 ? Long.MAX_VALUE : Long.parseLong(size.substring(0, digits));
    return number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift;
  }
}
