package org.angarium.server.admin.view;

import java.util.Locale;
import org.angarium.server.signing.DnsRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that a domain should have in DNS.
 *
 * @param purpose {@code mx}, {@code spf}, {@code dkim} or {@code dmarc}
 * @param value as in a zone file
 * @param status {@code published}, {@code missing}, {@code different}, or {@code unknown} where no
 *     name server answers
 * @param found what is there instead
 */
public record DnsRecordView(
    String purpose, String name, String type, String value, String status, @Nullable String found) {
  /** What the service shows of it. */
  public static DnsRecordView of(DnsRecord record) {
    return new DnsRecordView(
        record.purpose(),
        record.name(),
        record.type(),
        record.value(),
        record.status().name().toLowerCase(Locale.ROOT),
        record.found());
  }
}
