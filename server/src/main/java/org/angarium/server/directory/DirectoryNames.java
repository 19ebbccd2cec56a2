package org.angarium.server.directory;

import java.text.Normalizer;
import java.util.Locale;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.directory.DirectoryRefusal;
import org.jspecify.annotations.Nullable;

/** Names as people write them, in the form that the store keeps. */
final class DirectoryNames {
  private DirectoryNames() {}

  static String domain(String name) throws DirectoryRefusal {
    String canonical;
    try {
      canonical = Domains.canonical(name);
    } catch (AddressSyntaxException malformed) {
      throw badDomain(malformed);
    }
    if (canonical.startsWith("[")) {
      throw new DirectoryRefusal(
          DirectoryRefusal.Reason.BAD_DOMAIN, "An address literal is not a domain name");
    }
    return canonical;
  }

  /** Held to stricter rules than names of others, see {@link Domains#registrable}. */
  static String newDomain(String name) throws DirectoryRefusal {
    try {
      return Domains.registrable(name);
    } catch (AddressSyntaxException malformed) {
      throw badDomain(malformed);
    }
  }

  private static DirectoryRefusal badDomain(AddressSyntaxException malformed) {
    return new DirectoryRefusal(
        DirectoryRefusal.Reason.BAD_DOMAIN, "Not a domain name: " + malformed.reason());
  }

  /** A name to be given away here. */
  static EmailAddress own(EmailAddress address) throws DirectoryRefusal {
    try {
      return address.canonical();
    } catch (AddressSyntaxException malformed) {
      throw new DirectoryRefusal(
          DirectoryRefusal.Reason.BAD_ADDRESS, "Not an address: " + malformed.reason());
    }
  }

  /** For lists: of a domain that cannot be there are no accounts. */
  static @Nullable String domainOrNull(@Nullable String domain) {
    if (domain == null) {
      return null;
    }
    try {
      return Domains.canonical(domain);
    } catch (AddressSyntaxException noDomain) {
      return domain;
    }
  }

  /** The beginning of a local part. */
  static String prefix(String prefix) {
    return Normalizer.normalize(prefix, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }
}
