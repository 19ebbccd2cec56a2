package org.angarium.mail.dns;

import java.time.Duration;
import java.util.List;

/** What became of a question. */
public sealed interface DnsAnswer<T> {

  /**
   * There are records.
   *
   * @param records at least one
   * @param canonicalName the name they belong to, after aliases; lower case, without the last dot
   * @param timeToLive how long it may be kept
   * @param authenticated whether the name server, being one that we trust in this, vouches for them
   *     by DNSSEC
   */
  record Found<T>(List<T> records, String canonicalName, Duration timeToLive, boolean authenticated)
      implements DnsAnswer<T> {
    public Found {
      records = List.copyOf(records);
    }
  }

  /** The name exists and has no records of this type. */
  record NoRecords<T>() implements DnsAnswer<T> {}

  /** The name does not exist (NXDOMAIN). */
  record NoSuchName<T>() implements DnsAnswer<T> {}

  /**
   * Not answered: to be asked again later.
   *
   * @param reason for the log and for reports, such as {@code SERVFAIL} or {@code timeout}
   */
  record Unanswered<T>(String reason) implements DnsAnswer<T> {}

  /** The records, empty where there are none for whatever reason. */
  default List<T> recordsOrNone() {
    return this instanceof Found<T> found ? found.records() : List.of();
  }
}
