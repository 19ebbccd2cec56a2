package org.angarium.mail.sieve.compile;

import org.angarium.mail.charset.PercentEscapes;
import org.jspecify.annotations.Nullable;

/**
 * Names of lists that are kept elsewhere (RFC 6134 §2.5): absolute URIs, and a short form of those
 * that Sieve itself defines.
 */
public final class ListName {
  private static final String SIEVE = "urn:ietf:params:sieve:";
  private static final String ADDRESS_BOOK = SIEVE + "addrbook:";

  /** The list that is always there, if only with nobody in it. */
  public static final String DEFAULT = ADDRESS_BOOK + "default";

  private ListName() {}

  /**
   * The name in the one form in which the world is asked for it: {@code :x} written out, the
   * default address book in lower case, other names as they are.
   *
   * @return null if it is no URI
   */
  public static @Nullable String canonical(String written) {
    String name = written.startsWith(":") ? SIEVE + written.substring(1) : written;
    if (!isUri(name)) {
      return null;
    }
    if (!name.regionMatches(true, 0, ADDRESS_BOOK, 0, ADDRESS_BOOK.length())) {
      return name;
    }
    String book = name.substring(ADDRESS_BOOK.length());
    return "default".equalsIgnoreCase(PercentEscapes.decoded(book)) ? DEFAULT : ADDRESS_BOOK + book;
  }

  /** A scheme, a colon, and only characters that a URI can have (RFC 3986 §3). */
  private static boolean isUri(String text) {
    int colon = text.indexOf(':');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean schemeSign = i > 0 && ((c >= '0' && c <= '9') || "+-.".indexOf(c) >= 0);
      boolean percent = c != '%' || PercentEscapes.octetAt(text, i) >= 0;
      boolean plain = c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0 && percent;
      if (i < colon ? !letter && !schemeSign : !plain) {
        return false;
      }
    }
    return colon > 0 && colon + 1 < text.length();
  }
}
