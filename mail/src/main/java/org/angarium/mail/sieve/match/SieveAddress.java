package org.angarium.mail.sieve.match;

import java.util.Optional;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.AddressItem.MailboxItem;
import org.angarium.mail.header.AddressListParser;
import org.jspecify.annotations.Nullable;

/**
 * Addresses in arguments (RFC 5228 §2.4.2.3): {@code jane@example.org} or {@code Jane
 * <jane@example.org>}; no groups, no routes, never several in one string.
 */
public final class SieveAddress {
  private SieveAddress() {}

  /** The address, without its display name; null if the text isn't exactly one. */
  public static @Nullable EmailAddress parse(String text) {
    return AddressListParser.one(text).flatMap(MailboxItem::address).orElse(null);
  }

  /** The address in the one form in which addresses are compared; empty if the text is none. */
  public static Optional<EmailAddress> comparable(String text) {
    return Optional.ofNullable(parse(text)).map(EmailAddress::canonical);
  }

  /** What is wrong with an argument that must be an address; null if nothing is. */
  public static @Nullable String fault(String text) {
    return parse(text) == null ? "\"" + Variables.cut(text, 100) + "\" is no address" : null;
  }
}
