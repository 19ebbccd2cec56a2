package org.angarium.mail.sieve.match;

import org.angarium.mail.header.AddressItem.MailboxItem;
import org.jspecify.annotations.Nullable;

/** The parts of an address that a test can look at (RFC 5228 §2.7.4, RFC 5233). */
public enum AddressPart {
  ALL,
  LOCALPART,
  DOMAIN,
  USER,
  DETAIL;

  /**
   * The part of an address in a header, or null if it has none: an address that isn't valid has no
   * parts, only all that stands there (RFC 5228 §2.7.4).
   */
  public @Nullable String of(MailboxItem mailbox, char separator) {
    if (mailbox.unclear() != null) {
      return this == ALL ? mailbox.unclear() : null;
    }
    return this == ALL || mailbox.valid()
        ? of(mailbox.localPart(), mailbox.domain(), separator)
        : null;
  }

  /** The part, or null if the address has none. */
  public @Nullable String of(String localPart, String domain, char separator) {
    int split = localPart.indexOf(separator);
    return switch (this) {
      case ALL -> domain.isEmpty() ? localPart : localPart + '@' + domain;
      case LOCALPART -> localPart;
      case DOMAIN -> domain;
      case USER -> split < 0 ? localPart : localPart.substring(0, split);
      case DETAIL -> split < 0 ? null : localPart.substring(split + 1);
    };
  }
}
